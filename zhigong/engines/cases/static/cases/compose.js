/* A part that is being changed saves itself; without this file the button does. */
(function () {
  "use strict";
  var EVERY = 10000;

  function keeps(form) {
    var state = form.querySelector("[data-kept]");
    var isChanged = false;
    var isSending = false;
    var isSubmitted = false;

    function say(words) { if (state) state.textContent = words; }

    function save() {
      if (!isChanged || isSending) return;
      isChanged = false;
      isSending = true;
      say(state ? state.getAttribute("data-saving") : "");
      var address = window.location.pathname + "?keep=1";
      fetch(address, { method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "error" })
        .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.text(); })
        .then(function (words) {
          isSending = false;
          if (isChanged) save(); else say(words);
        })
        .catch(function () { isSending = false; isChanged = true; say(state ? state.getAttribute("data-lost") : ""); });
    }

    form.addEventListener("input", function () { isChanged = true; isSubmitted = false; });
    form.addEventListener("change", function () { isChanged = true; save(); });
    form.addEventListener("submit", function () { isChanged = false; isSubmitted = true; });
    setInterval(save, EVERY);
    window.addEventListener("online", save);
    window.addEventListener("pagehide", function () {
      if ((isChanged || isSending) && !isSubmitted && navigator.sendBeacon) navigator.sendBeacon(window.location.pathname + "?keep=1", new FormData(form));
    });
  }

  document.querySelectorAll("form[data-keeps]").forEach(keeps);
})();
