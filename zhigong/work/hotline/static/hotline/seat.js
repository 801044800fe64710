/* The seat by keyboard: Enter goes on, Alt and a digit jumps, an answer is taken over by one key. */
(function () {
  "use strict";
  var form = document.querySelector("[data-seat]");
  if (!form) return;
  var jumps = { "1": "id_phone", "2": "id_text", "3": "seat-find" };
  var order = ["id_phone", "id_name", "id_text"];

  function focus(id) {
    var field = document.getElementById(id);
    if (field) field.focus();
  }

  function take(button) {
    var answer = form.querySelector("[data-answer]");
    answer.value = button.getAttribute("data-body");
    form.querySelector("[name=article]").value = button.getAttribute("data-article");
    answer.focus();
  }

  document.addEventListener("keydown", function (event) {
    if (event.altKey && jumps[event.key]) { event.preventDefault(); focus(jumps[event.key]); return; }
    if (event.altKey && event.key === "4") {
      var first = document.querySelector("#found [data-article]");
      if (first) { event.preventDefault(); take(first); }
      return;
    }
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.target.tagName !== "INPUT" || !form.contains(event.target)) return;
    event.preventDefault();
    var at = order.indexOf(event.target.id);
    if (at >= 0) { focus(order[at + 1]); return; }
    if (event.target.id === "seat-find") return;
    var fields = Array.from(form.querySelectorAll("input:not([type=hidden]), select, textarea, button[type=submit]"));
    var next = fields[fields.indexOf(event.target) + 1];
    if (next) next.focus();
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-article]") : null;
    if (button) take(button);
  });

  /* Who is found by the number fills what was left blank. */
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.id !== "caller") return;
    var known = event.target.querySelector("[data-person]");
    var name = form.querySelector("[name=name]"), person = form.querySelector("[name=person]");
    person.value = known ? known.getAttribute("data-person") : "";
    if (known && (!name.value || name.hasAttribute("data-filled"))) {
      name.value = known.getAttribute("data-name");
      name.setAttribute("data-filled", "");
    } else if (!known && name.hasAttribute("data-filled")) {
      name.value = "";
    }
  });
})();
