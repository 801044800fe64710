/* Drafts that save themselves: a form with data-draft (where to) is kept while it is filled in.
   Without this file the button keeps it. */
(function () {
  "use strict";
  var EVERY = 10000;
  var LONGEST = 5000;

  function typed(form) {
    var sent = new FormData();
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && name !== "go" && name !== "remove") sent.append(name, value);
    });
    return sent;
  }

  function keepDraft(form) {
    var state = form.querySelector("[data-draft-state]");
    var isChanged = false;
    var isSending = false;
    var isSubmitted = false;
    var held = null;

    function say(words) { if (state) state.textContent = words; }

    function save() {
      if (!isChanged || isSending) return;
      isChanged = false;
      isSending = true;
      say(form.getAttribute("data-saving"));
      fetch(form.getAttribute("data-draft"), { method: "POST", body: typed(form), credentials: "same-origin", redirect: "error" })
        .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.text(); })
        .then(function (words) {
          isSending = false;
          if (held) held(); else if (isChanged) save(); else say(words);
        })
        .catch(function () {
          isSending = false;
          if (held) { held(); return; }
          isChanged = true;
          say(form.getAttribute("data-lost"));
        });
    }

    form.addEventListener("input", function (event) { if (event.target.type !== "file") { isChanged = true; isSubmitted = false; } });
    form.addEventListener("change", function (event) { if (event.target.type !== "file") { isChanged = true; save(); } });
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
      // What is on its way may be cut off with the page.
      if ((isChanged || isSending) && !isSubmitted && navigator.sendBeacon) navigator.sendBeacon(form.getAttribute("data-draft"), typed(form));
    });
  }

  document.querySelectorAll("form[data-draft]").forEach(keepDraft);
})();
