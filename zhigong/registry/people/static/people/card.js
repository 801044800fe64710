/* The member's card: say 离线 when the code can no longer be refreshed, and refresh on return. */
(function () {
  "use strict";
  var notice = document.querySelector("[data-offline]");
  var code = document.getElementById("card-code");
  if (!notice || !code) return;

  function show(offline) {
    notice.hidden = !offline;
    code.classList.toggle("is-offline", offline);
  }

  function refresh() {
    show(false);
    document.body.dispatchEvent(new Event("refresh"));
  }

  window.addEventListener("offline", function () { show(true); });
  window.addEventListener("online", refresh);
  document.body.addEventListener("htmx:sendError", function () { show(true); });
  document.body.addEventListener("htmx:afterSwap", function () { show(false); });
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) refresh();
  });
  if (navigator.onLine === false) show(true);
})();
