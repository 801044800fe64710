/* Papers by keys: arrows turn to the next, plus and minus zoom, R turns, Escape leads back. */
(function () {
  "use strict";
  var viewer = document.querySelector("[data-viewer]");
  if (!viewer) return;
  var picture = viewer.querySelector("[data-picture]");
  var steps = ["fit", "100", "150", "200", "300"];
  var zoom = 0;
  var turn = 0;

  function draw() {
    if (!picture) return;
    picture.setAttribute("data-size", steps[zoom]);
    picture.setAttribute("data-turned", String(turn));
  }
  function zoomBy(by) {
    zoom = Math.min(Math.max(zoom + by, 0), steps.length - 1);
    draw();
  }
  function turnOn() {
    turn = (turn + 1) % 4;
    draw();
  }

  viewer.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    if (button.hasAttribute("data-zoom")) zoomBy(Number(button.getAttribute("data-zoom")));
    if (button.hasAttribute("data-turn")) turnOn();
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    var key = event.key;
    var stage = viewer.querySelector(".viewer-stage");
    var isArrow = key === "ArrowLeft" || key === "ArrowRight";
    if (isArrow && stage.scrollWidth > stage.clientWidth && document.activeElement === stage) return;
    var link = viewer.querySelector('[data-key="' + key + '"]');
    if (link) {
      event.preventDefault();
      link.click();
    } else if (key === "+" || key === "=") zoomBy(1);
    else if (key === "-") zoomBy(-1);
    else if (key === "r" || key === "R") turnOn();
  });
  draw();
})();
