/* Common phrases fill the opinion; what is not asked for under the other answers is hidden. */
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-phrase]") : null;
    if (!button) return;
    var form = button.closest("form");
    var opinion = form && form.querySelector("[data-opinion]");
    if (!opinion) return;
    opinion.value = button.getAttribute("data-phrase");
    opinion.focus();
  });

  function answersOf(form, name) {
    return Array.from(form.querySelectorAll('[name="' + name + '"]')).filter(function (one) {
      return (one.type !== "radio" && one.type !== "checkbox") || one.checked;
    }).map(function (one) { return one.value; });
  }

  function show(form) {
    form.querySelectorAll("[data-only-if]").forEach(function (one) {
      var wanted = one.getAttribute("data-only-answers").split(" ");
      var given = answersOf(form, one.getAttribute("data-only-if"));
      var asked = given.some(function (value) { return wanted.indexOf(value) >= 0; });
      var place = one.closest(".field") || one;
      place.hidden = !asked;
    });
    form.querySelectorAll(".form-section").forEach(function (section) {
      var fields = section.querySelectorAll(".field");
      section.hidden = fields.length > 0 && !section.querySelector(".field:not([hidden])");
    });
  }

  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (form && form.querySelector("[data-only-if]")) show(form);
  });
  function showAll(root) {
    root.querySelectorAll("form").forEach(function (form) {
      if (form.querySelector("[data-only-if]")) show(form);
    });
  }
  showAll(document);
  /* A case opens in the drawer of a list as well. */
  document.addEventListener("htmx:afterSwap", function (event) { showAll(event.target); });
})();
