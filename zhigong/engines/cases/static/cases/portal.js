/* Drafts that save themselves, questions that come with an answer. Without this file the server
   decides both: what is sent is kept, and what is not asked for is left out. */
(function () {
  "use strict";
  var EVERY = 20000;
  var LONGEST = 5000;

  function chosen(form, name) {
    return Array.from(form.elements).filter(function (field) {
      if (field.name !== name || field.disabled) return false;
      return (field.type !== "radio" && field.type !== "checkbox") || field.checked;
    }).map(function (field) { return field.value; });
  }

  function isOnPage(form, name) {
    return Array.from(form.elements).some(function (field) { return field.name === name; });
  }

  function showConditional(form) {
    form.querySelectorAll("[data-only-if]").forEach(function (marked) {
      var block = marked.closest(".field");
      var name = marked.getAttribute("data-only-if");
      if (!block || !isOnPage(form, name)) return;
      var wanted = marked.getAttribute("data-only-answers").split(" ");
      var holds = chosen(form, name).some(function (value) { return wanted.indexOf(value) >= 0; });
      block.classList.toggle("is-hidden", !holds);
    });
    form.querySelectorAll(".form-section").forEach(function (section) {
      var all = section.querySelectorAll(".field");
      section.classList.toggle("is-hidden", all.length > 0 && !section.querySelector(".field:not(.is-hidden)"));
    });
  }

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

  document.querySelectorAll("form").forEach(function (form) {
    if (form.querySelector("[data-only-if]")) {
      showConditional(form);
      form.addEventListener("change", function () { showConditional(form); });
    }
    if (form.hasAttribute("data-draft")) keepDraft(form);
    if (form.hasAttribute("data-uploads")) {
      form.addEventListener("change", function (event) {
        var state = form.querySelector("[data-upload-state]");
        if (event.target.type === "file" && state) state.textContent = state.getAttribute("data-words");
      });
    }
  });
})();
