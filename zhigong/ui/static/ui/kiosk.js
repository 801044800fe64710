/* A hall screen forgets: 60 seconds without a touch, 15 seconds of warning, then the session is wiped. */
(function () {
  "use strict";
  var body = document.body;
  var wipe = document.getElementById("kiosk-wipe");
  if (!wipe) return;
  var idle = Number(body.getAttribute("data-idle")) || 60;
  var warn = Number(body.getAttribute("data-warn")) || 15;
  var asks = document.getElementById("still-there");
  var last = Date.now();

  function ring(left, whole, holder) {
    if (!holder) return;
    var circle = holder.querySelector(".ring-left");
    var length = 2 * Math.PI * Number(circle.getAttribute("r"));
    circle.setAttribute("stroke-dasharray", String(length));
    circle.setAttribute("stroke-dashoffset", String(length * (1 - left / whole)));
    holder.querySelector("text").textContent = String(left);
  }

  function tick() {
    var gone = Math.floor((Date.now() - last) / 1000);
    if (gone >= idle + warn) { wipe.submit(); last = Date.now(); return; }
    asks.hidden = gone < idle;
    if (gone >= idle) ring(idle + warn - gone, warn, asks.querySelector(".ring"));
    ring(Math.max(0, idle - gone), idle, document.querySelector(".dock .ring"));
    var clock = document.querySelector("[data-clock]");
    if (clock) clock.textContent = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  }

  ["pointerdown", "keydown", "touchstart", "scroll"].forEach(function (name) {
    document.addEventListener(name, function () { last = Date.now(); }, { passive: true, capture: true });
  });
  document.addEventListener("contextmenu", function (event) { event.preventDefault(); });
  document.addEventListener("dragstart", function (event) { event.preventDefault(); });
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
  setInterval(tick, 1000);
  tick();
})();
