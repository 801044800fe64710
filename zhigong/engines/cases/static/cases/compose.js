/* A part that is being changed saves itself; without this file the button does. */
(function () {
  "use strict";
  var EVERY = 10000;
  var LONGEST = 5000;

  function keeps(form) {
    var state = form.querySelector("[data-kept]");
    var isChanged = false;
    var isSending = false;
    var isSubmitted = false;
    var held = null;

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
          if (held) held(); else if (isChanged) save(); else say(words);
        })
        .catch(function () {
          isSending = false;
          if (held) { held(); return; }
          isChanged = true;
          say(state ? state.getAttribute("data-lost") : "");
        });
    }

    form.addEventListener("input", function () { isChanged = true; isSubmitted = false; });
    form.addEventListener("change", function () { isChanged = true; save(); });
    /* What is being saved is older than what is sent: it must not arrive after it. */
    function hold(event) {
      isChanged = false;
      isSubmitted = true;
      if (!isSending || !form.requestSubmit) return;
      event.preventDefault();
      if (held) return;
      held = function () { var by = event.submitter; held = null; form.requestSubmit(by && by.form === form ? by : undefined); };
      setTimeout(function () { if (held) { isSending = false; held(); } }, LONGEST);
    }

    form.addEventListener("submit", hold);
    setInterval(save, EVERY);
    window.addEventListener("online", save);
    window.addEventListener("pagehide", function () {
      if ((isChanged || isSending) && !isSubmitted && navigator.sendBeacon) navigator.sendBeacon(window.location.pathname + "?keep=1", new FormData(form));
    });
  }

  document.querySelectorAll("form[data-keeps]").forEach(keeps);
})();
