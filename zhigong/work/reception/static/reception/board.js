/* The board of the hall: says a new call aloud, shows the time, and says when the server is away. */
(function () {
  "use strict";
  var board = document.querySelector(".board");
  var button = document.querySelector("[data-voice]");
  var lost = document.querySelector("[data-lost]");
  var digits = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
  var spoken = null;
  var isOn = window.localStorage.getItem("zhigong_voice") === "1";

  function words(call) {
    var number = call.getAttribute("data-number").replace(/\d/g, function (digit) { return digits[Number(digit)]; });
    return "请" + number.split("").join(" ") + "号，到" + call.getAttribute("data-window") + "号窗口办理";
  }

  function showSwitch() {
    button.setAttribute("aria-pressed", String(isOn));
    button.querySelector("span").textContent = button.getAttribute(isOn ? "data-on" : "data-off");
  }

  function say(call) {
    if (!isOn || !window.speechSynthesis) return;
    var text = new SpeechSynthesisUtterance(words(call));
    text.lang = "zh-CN";
    text.rate = 0.9;
    window.speechSynthesis.speak(text);
  }

  function look() {
    var call = board.querySelector("[data-call]");
    var current = call ? call.getAttribute("data-call") : null;
    if (current && spoken !== null && current !== spoken) say(call);
    spoken = current || "";
  }

  function tick() {
    var clock = document.querySelector("[data-clock]");
    clock.textContent = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  }

  button.hidden = !window.speechSynthesis;
  button.addEventListener("click", function () {
    isOn = !isOn;
    window.localStorage.setItem("zhigong_voice", isOn ? "1" : "0");
    showSwitch();
    var call = board.querySelector("[data-call]");
    if (isOn && call) say(call);
  });
  document.body.addEventListener("htmx:afterSwap", function () { lost.hidden = true; look(); });
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (name) {
    document.body.addEventListener(name, function () { lost.hidden = false; });
  });
  showSwitch();
  look();
  tick();
  setInterval(tick, 1000);
})();
