/* Sign with a finger: what is drawn goes into the form as a picture, and is drawn again after a
   refusal. Without this file the signature is photographed. */
(function () {
  "use strict";
  var pad = document.querySelector("[data-sign]");
  var kept = document.querySelector("input[name=drawn]");
  if (!pad || !kept || !pad.getContext) return;
  var drawing = pad.getContext("2d"), isDown = false, hasInk = false, last = null;
  document.documentElement.classList.add("can-sign");

  function blank() {
    drawing.fillStyle = "#fff";
    drawing.fillRect(0, 0, pad.width, pad.height);
  }

  function point(event) {
    var box = pad.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) * pad.width) / box.width,
      y: ((event.clientY - box.top) * pad.height) / box.height
    };
  }

  function begin(event) {
    event.preventDefault();
    isDown = true;
    last = point(event);
    if (pad.setPointerCapture) pad.setPointerCapture(event.pointerId);
  }

  function draw(event) {
    if (!isDown) return;
    event.preventDefault();
    var here = point(event);
    drawing.strokeStyle = "#111";
    drawing.lineWidth = 5;
    drawing.lineCap = drawing.lineJoin = "round";
    drawing.beginPath();
    drawing.moveTo(last.x, last.y);
    drawing.lineTo(here.x, here.y);
    drawing.stroke();
    last = here;
    hasInk = true;
  }

  function end() {
    if (isDown && hasInk) kept.value = pad.toDataURL("image/png");
    isDown = false;
  }

  blank();
  if (kept.value.indexOf("data:image/png") === 0) {
    var before = new Image();
    before.onload = function () { drawing.drawImage(before, 0, 0, pad.width, pad.height); };
    before.src = kept.value;
  }
  pad.addEventListener("pointerdown", begin);
  pad.addEventListener("pointermove", draw);
  pad.addEventListener("pointerup", end);
  pad.addEventListener("pointercancel", end);
  var clear = document.querySelector("[data-sign-clear]");
  if (clear) clear.addEventListener("click", function () { blank(); hasInk = false; kept.value = ""; });
})();
