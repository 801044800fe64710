/* Large digits for a screen without a keyboard. */
(function () {
  "use strict";
  var pad = document.querySelector("[data-pad]");
  if (!pad) return;
  var field = pad.querySelector("input[name=passcode]");
  pad.addEventListener("click", function (event) {
    var digit = event.target.getAttribute("data-digit");
    if (digit !== null && field.value.length < Number(field.getAttribute("maxlength"))) field.value += digit;
    if (event.target.hasAttribute("data-erase")) field.value = field.value.slice(0, -1);
  });
})();
