/* Questions that come with an answer, and the place one stands at. Without this file the server
   decides what is not asked for, and one types where it is. */
(function () {
  "use strict";
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

  function placeOf(block) {
    var field = block.querySelector("input");
    var state = block.querySelector("[data-place-state]");
    var button = block.querySelector("button");
    button.hidden = !navigator.geolocation;
    button.addEventListener("click", function () {
      state.textContent = button.getAttribute("data-finding");
      navigator.geolocation.getCurrentPosition(function (found) {
        var words = field.value.replace(/（[-0-9.]+,[-0-9.]+）$/, "");
        field.value = words + "（" + found.coords.latitude.toFixed(5) + "," + found.coords.longitude.toFixed(5) + "）";
        field.dispatchEvent(new Event("change", { bubbles: true }));
        state.textContent = button.getAttribute("data-found");
      }, function () { state.textContent = button.getAttribute("data-missed"); }, { timeout: 10000 });
    });
  }

  document.querySelectorAll("[data-place]").forEach(placeOf);
  document.querySelectorAll("form").forEach(function (form) {
    if (form.querySelector("[data-only-if]")) {
      showConditional(form);
      form.addEventListener("change", function () { showConditional(form); });
    }
    if (form.hasAttribute("data-uploads")) {
      form.addEventListener("change", function (event) {
        var state = form.querySelector("[data-upload-state]");
        if (event.target.type === "file" && state) state.textContent = state.getAttribute("data-words");
      });
    }
  });
})();
