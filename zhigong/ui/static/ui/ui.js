/* Small conveniences. Every page can be read and every form sent without this file. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  function closest(event, selector) {
    return event.target.closest ? event.target.closest(selector) : null;
  }

  function remember(name, value) {
    document.cookie = name + "=" + value + ";path=/;max-age=31536000;samesite=lax";
  }

  /* The menu as a drawer: one lands in it, and comes back to the button it was opened with. */
  function showMenu(isOpen) {
    var menu = document.getElementById("menu"), button = document.querySelector("[data-menu-toggle]");
    root.setAttribute("data-menu", isOpen ? "open" : "");
    if (!menu || !button) return;
    button.setAttribute("aria-expanded", String(isOpen));
    var first = menu.querySelector("[aria-current]") || menu.querySelector("a");
    if (isOpen && first) first.focus(); else if (menu.contains(document.activeElement)) button.focus();
  }

  /* A group of the menu opened by hand stays open on the next page. */
  function rememberGroup(group) {
    var title = encodeURIComponent(group.getAttribute("data-group"));
    var before = (/(?:^|; )zhigong_groups=([^;]*)/.exec(document.cookie) || ["", ""])[1].split(".");
    var others = before.filter(function (one) { return one && one !== title; });
    remember("zhigong_groups", others.concat(group.open ? [title] : []).join("."));
  }

  function closeDrawer() {
    var drawer = document.getElementById("drawer");
    if (!drawer || drawer.hidden) return;
    drawer.hidden = true;
    var row = document.querySelector("tr.is-open");
    if (row) {
      row.classList.remove("is-open");
      var link = row.querySelector("a");
      if (link) link.focus();
    }
  }

  function closePops(except) {
    document.querySelectorAll("details.pop[open]").forEach(function (pop) {
      if (pop !== except && !pop.contains(except)) pop.removeAttribute("open");
    });
  }

  function showPicked(list) {
    var picked = list.querySelectorAll("input[data-pick]:checked").length;
    list.classList.toggle("has-picked", picked > 0);
    var words = list.querySelector("[data-picked-count]");
    if (words) words.textContent = String(picked);
    var all = list.querySelector("input[data-pick-all]");
    if (all) {
      var count = list.querySelectorAll("input[data-pick]").length;
      all.checked = picked > 0 && picked === count;
      all.indeterminate = picked > 0 && picked < count;
    }
  }

  function copy(button) {
    var done = function () {
      var before = button.getAttribute("data-label") || button.textContent;
      button.setAttribute("data-label", before);
      button.querySelector("[data-copy-words]").textContent = button.getAttribute("data-done");
      setTimeout(function () {
        button.querySelector("[data-copy-words]").textContent = button.getAttribute("data-words");
      }, 2000);
    };
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(button.getAttribute("data-copy")).then(done);
      return;
    }
    var area = document.createElement("textarea");
    area.value = button.getAttribute("data-copy");
    area.className = "visually-hidden";
    document.body.appendChild(area);
    area.select();
    if (document.execCommand("copy")) done();
    area.remove();
  }

  document.addEventListener("click", function (event) {
    var target;
    if ((target = closest(event, "[data-menu-toggle]"))) {
      event.preventDefault();
      if (window.matchMedia("(max-width: 1023px)").matches) {
        showMenu(root.getAttribute("data-menu") !== "open");
      } else {
        var folded = root.getAttribute("data-menu") === "folded" ? "" : "folded";
        root.setAttribute("data-menu", folded);
        remember("zhigong_menu", folded);
      }
      return;
    }
    if (root.getAttribute("data-menu") === "open" && (!closest(event, ".side") || closest(event, "[data-menu-close]"))) { event.target.closest(".side") && event.preventDefault(); showMenu(false); }
    if ((target = closest(event, "[data-drawer-close]"))) { event.preventDefault(); closeDrawer(); }
    if ((target = closest(event, "[data-opens]"))) {
      var dialog = document.getElementById(target.getAttribute("data-opens"));
      if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    }
    if ((target = closest(event, "[data-closes]"))) {
      var open = target.closest("dialog, details");
      if (open) { event.preventDefault(); if (open.close) open.close(); else open.removeAttribute("open"); }
    }
    if ((target = closest(event, "[data-copy]"))) copy(target);
    if ((target = closest(event, ".side-group > summary"))) setTimeout(rememberGroup, 0, target.parentElement);
    if ((target = closest(event, "[data-print]"))) window.print();
    closePops(closest(event, "details.pop") || event.target);
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { closePops(document.body.lastElementChild); closeDrawer(); if (root.getAttribute("data-menu") === "open") showMenu(false); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      var form = closest(event, "form");
      if (form && form.requestSubmit) form.requestSubmit();
    }
    if (event.key === "/" && !/INPUT|TEXTAREA|SELECT/.test(document.activeElement.tagName)) {
      var search = document.getElementById("top-search");
      if (search) { event.preventDefault(); search.focus(); }
    }
  });

  document.addEventListener("change", function (event) {
    var list = closest(event, "[data-list]");
    if (list && event.target.hasAttribute("data-pick-all")) {
      list.querySelectorAll("input[data-pick]").forEach(function (box) { box.checked = event.target.checked; });
    }
    if (list && (event.target.hasAttribute("data-pick") || event.target.hasAttribute("data-pick-all"))) showPicked(list);
    if (event.target.hasAttribute("data-sends")) {
      var form = event.target.form;
      if (form && form.requestSubmit) form.requestSubmit(); else if (form) form.submit();
    }
    if (event.target.type === "file" && event.target.files.length) {
      var name = document.querySelector('[data-file-name="' + event.target.id + '"]');
      if (name) name.textContent = event.target.files[0].name;
    }
  });

  /* A form is sent once, and says that it is being sent. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "");
    setTimeout(function () { form.removeAttribute("data-sent"); }, 8000);
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    var drawer = document.getElementById("drawer");
    if (drawer && drawer.contains(event.target)) {
      drawer.hidden = false;
      drawer.scrollTop = 0;
      var whole = drawer.querySelector("[data-drawer-link]");
      if (whole && event.detail.pathInfo) whole.href = event.detail.pathInfo.finalRequestPath || event.detail.pathInfo.requestPath;
      var heading = drawer.querySelector("h1, h2, [data-drawer-close]");
      if (heading) { heading.setAttribute("tabindex", "-1"); heading.focus({ preventScroll: true }); }
    }
  });
  /* Empty fields of a query would only lengthen the address. */
  document.addEventListener("htmx:configRequest", function (event) {
    var data = event.detail.formData;
    if (event.detail.verb !== "get" || !data) return;
    Array.from(data.entries()).forEach(function (pair) { if (pair[1] === "") data.delete(pair[0]); });
  });
  document.addEventListener("htmx:beforeRequest", function (event) {
    var row = event.detail.elt.closest("tr");
    if (row && event.detail.target && event.detail.target.id === "drawer-body") {
      document.querySelectorAll("tr.is-open").forEach(function (other) { other.classList.remove("is-open"); });
      row.classList.add("is-open");
    }
  });
  /* An invalid form comes back with 422 and is shown; other refusals open their own page. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var status = event.detail.xhr.status;
    if (status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
    else if (status >= 400) {
      var drawer = event.detail.target && event.detail.target.id === "drawer-body";
      if (drawer) { event.detail.shouldSwap = true; event.detail.isError = false; }
    }
  });
  /* On a narrow screen the tab one is on may lie beyond the edge: bring it in, without moving the page. */
  document.querySelectorAll(".tabs > [aria-current]").forEach(function (tab) {
    var strip = tab.parentElement;
    strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
  });
})();
