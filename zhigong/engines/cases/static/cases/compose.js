/* A part that is being changed saves itself; without this file the button does. */
(function () {
  "use strict";
  var EVERY = 10000;

  function keeps(form) {
    var state = form.querySelector("[data-kept]");
    var isChanged = false;
    var isSending = false;

    function save() {
      if (!isChanged || isSending) return;
      isChanged = false;
      isSending = true;
      var address = window.location.pathname + "?keep=1";
      fetch(address, { method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "error" })
        .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.text(); })
        .then(function (words) { if (state) state.textContent = words; })
        .catch(function () { isChanged = true; if (state) state.textContent = state.getAttribute("data-lost"); })
        .then(function () { isSending = false; });
    }

    form.addEventListener("input", function () { isChanged = true; });
    form.addEventListener("change", function () { isChanged = true; save(); });
    form.addEventListener("submit", function () { isChanged = false; });
    setInterval(save, EVERY);
    window.addEventListener("online", save);
    window.addEventListener("pagehide", function () {
      if (isChanged && navigator.sendBeacon) navigator.sendBeacon(window.location.pathname + "?keep=1", new FormData(form));
    });
  }

  document.querySelectorAll("form[data-keeps]").forEach(keeps);
})();
