/* A hall screen: pages are fetched and swapped in, so that a lost network never shows a browser's error page,
   nothing typed is lost, and no history is left to go back to. It forgets: 60 seconds without a touch, 15 seconds
   of warning, then the session is wiped. */
(function () {
  "use strict";
  var root = document.documentElement;
  var body = document.body;
  var wipe = document.getElementById("kiosk-wipe");
  if (!wipe || window.zhigongKiosk) return;
  window.zhigongKiosk = true;
  var home = body.getAttribute("data-home") || "/kiosk/";
  var beat = body.getAttribute("data-beat");
  var idle = Number(body.getAttribute("data-idle")) || 60;
  var warn = Number(body.getAttribute("data-warn")) || 15;
  var asks = document.getElementById("still-there");
  var lost = document.getElementById("kiosk-lost");
  var last = Date.now();
  var leaving = false;
  var pending = null;
  var ANSWER_MS = 20000;
  var AGAIN_MS = 2000;

  /* Going back leads home, whatever was shown before. */
  history.replaceState({ kiosk: 1 }, "");
  history.pushState({ kiosk: 2 }, "");
  window.addEventListener("popstate", function () { leave(); });
  var how = performance.getEntriesByType ? performance.getEntriesByType("navigation")[0] : null;
  if (how && how.type === "back_forward" && location.pathname !== home) location.replace(home);
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.replace(home); });

  /* ---- The network ---- */
  function ask(address, options) {
    var stop = new AbortController();
    var timer = setTimeout(function () { stop.abort(); }, ANSWER_MS);
    var given = Object.assign({ credentials: "same-origin", cache: "no-store", signal: stop.signal }, options);
    return fetch(address, given).then(function (answer) {
      clearTimeout(timer);
      if (answer.status >= 502 && answer.status <= 504) throw new Error(String(answer.status));
      return answer;
    }, function (error) { clearTimeout(timer); throw error; });
  }

  /* Ask until there is an answer; the same request with the same key, so that the server does it once. */
  function insist(address, options, done) {
    if (pending) return;
    var job = pending = {};
    var again = function () {
      if (pending !== job) return;
      ask(address, options).then(function (answer) {
        return answer.text().then(function (text) {
          if (pending !== job) return;
          pending = null;
          lost.hidden = true;
          done(answer, text);
        });
      }).catch(function () {
        if (pending !== job) return;
        if (lost.hidden) say(lost.textContent);
        lost.hidden = false;
        setTimeout(again, AGAIN_MS);
      });
    };
    again();
  }

  function show(answer, text) {
    if (leaving) return;
    var page = new DOMParser().parseFromString(text, "text/html");
    var main = page.getElementById("content");
    var next = page.getElementById("kiosk-wipe");
    if (!main || !next || !fits(page)) { location.assign(answer.url); return; }
    document.title = page.title;
    replace("#content", main);
    replace(".dock-actions", page.querySelector(".dock-actions"));
    wipe.querySelector("input").value = next.querySelector("input").value;
    history.replaceState({ kiosk: 2 }, "", answer.url);
    window.scrollTo(0, 0);
    ready();
  }

  function replace(place, fresh) {
    var old = document.querySelector(place);
    if (old && fresh) old.replaceWith(document.importNode(fresh, true));
  }

  /* A page with a style or a script of its own is opened as a whole. */
  function fits(page) {
    return Array.from(page.querySelectorAll("link[rel=stylesheet], script[src]")).every(function (one) {
      var name = one.href ? "href" : "src";
      return document.querySelector(one.tagName.toLowerCase() + "[" + name + '="' + one.getAttribute(name) + '"]');
    });
  }

  function visit(address) { last = Date.now(); insist(address, {}, show); }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || link.origin !== location.origin || link.hasAttribute("download")) return;
    if (link.getAttribute("href").charAt(0) === "#") return;
    event.preventDefault();
    if (link.pathname === home) { leave(); return; }
    visit(link.href);
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form === wipe || form.hasAttribute("data-whole")) return;
    if (event.defaultPrevented && !form.hasAttribute("data-sent")) return;
    event.preventDefault();
    if (pending) return;
    var data = new URLSearchParams(new FormData(form));
    var by = event.submitter;
    if (by && by.name) data.append(by.name, by.value);
    last = Date.now();
    if (form.method === "get") {
      insist(form.action.split("?")[0] + "?" + data, {}, show);
      return;
    }
    insist(form.action, { method: "POST", body: data }, function (answer, text) {
      form.removeAttribute("data-sent");
      if (answer.status === 403) { leave(); return; }
      show(answer, text);
    });
  });

  /* ---- Forgetting ---- */
  function ring(left, whole, holder) {
    if (!holder) return;
    var circle = holder.querySelector(".ring-left");
    var length = 2 * Math.PI * Number(circle.getAttribute("r"));
    circle.setAttribute("stroke-dasharray", String(length));
    circle.setAttribute("stroke-dashoffset", String(length * (1 - left / whole)));
    holder.querySelector("text").textContent = String(left);
  }

  function leave() {
    if (leaving) return;
    leaving = true;
    pending = null;
    asks.hidden = true;
    document.getElementById("content").textContent = "";
    document.title = "";
    quiet();
    try { localStorage.clear(); sessionStorage.clear(); } catch (refused) { /* no storage, nothing in it */ }
    ["low", "contrast", "voice"].forEach(function (mode) { root.removeAttribute("data-" + mode); });
    insist(wipe.action, { method: "POST", body: new URLSearchParams(new FormData(wipe)) }, function () {
      location.replace(home);
    });
  }

  function isFresh() {
    return location.pathname === home && !["low", "contrast", "voice", "type"].some(function (mode) { return root.hasAttribute("data-" + mode); });
  }

  function tick() {
    var gone = Math.floor((Date.now() - last) / 1000);
    if (leaving) return;
    if (isFresh()) { gone = Math.min(gone, idle - 1); if (Date.now() - last > 1000 * (idle + warn)) last = Date.now(); }
    if (gone >= idle + warn) { leave(); return; }
    if (asks.hidden === (gone >= idle)) {
      asks.hidden = gone < idle;
      if (!asks.hidden) say(asks.querySelector("h2").textContent);
    }
    if (gone >= idle) ring(idle + warn - gone, warn, asks.querySelector(".ring"));
    ring(Math.max(0, idle - gone), idle, document.querySelector(".dock .ring"));
    var clock = document.querySelector("[data-clock]");
    if (clock) clock.textContent = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  }

  ["pointerdown", "keydown", "touchstart", "scroll"].forEach(function (name) {
    document.addEventListener(name, function () { last = Date.now(); }, { passive: true, capture: true });
  });
  document.addEventListener("contextmenu", function (event) { event.preventDefault(); });
  document.addEventListener("dragstart", function (event) { event.preventDefault(); });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-leave]")) { event.preventDefault(); leave(); }
  });

  /* The screen tells that it is there, and hears at once that the network is gone. */
  function call() {
    if (!beat || pending || leaving) return;
    var data = new URLSearchParams(new FormData(wipe));
    ask(beat, { method: "POST", body: data, headers: { "X-Kiosk-Quiet": "1" } }).then(function () {
      if (!pending) lost.hidden = true;
    }).catch(function () { lost.hidden = false; setTimeout(call, AGAIN_MS); });
  }
  window.addEventListener("offline", function () { lost.hidden = false; });
  window.addEventListener("online", call);
  setInterval(call, 60000);

  /* Something a page waits for: asked for quietly; an answer other than 204 is shown. */
  setInterval(function () {
    var waits = document.querySelector("#content [data-waits]");
    if (!waits || pending || leaving) return;
    ask(waits.getAttribute("data-waits"), { headers: { "X-Kiosk-Quiet": "1" } }).then(function (answer) {
      if (answer.status === 204 || pending || leaving) return;
      answer.text().then(function (text) { show(answer, text); });
    }).catch(function () { lost.hidden = false; setTimeout(call, AGAIN_MS); });
  }, 3000);

  /* ---- Pads: no keyboard is needed anywhere ---- */
  var ROWS = {
    digits: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "back"],
    number: ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0", "back"],
    id: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "X", "0", "back"],
    letters: "QWERTYUIOPASDFGHJKLZXCVBNM".split("").concat(["back"])
  };
  ROWS.date = ROWS["case"] = ROWS.digits;
  var field = null;

  function digits(text) { return text.replace(/\D/g, ""); }

  function shaped(kind, text) {
    var plain = digits(text);
    if (kind === "date") return [plain.slice(0, 4), plain.slice(4, 6), plain.slice(6, 8)].filter(Boolean).join("-");
    if (kind === "case") {
      var parts = plain.length >= 14 ? [plain.slice(0, -14), plain.slice(-14, -6), plain.slice(-6)] : [plain];
      return parts.filter(Boolean).join("-");
    }
    if (kind === "letters") return text.replace(/[^A-Za-z]/g, "").toUpperCase();
    if (kind === "id") return text.replace(/[^0-9Xx]/g, "").toUpperCase();
    if (kind === "number") return text.replace(/[^0-9.]/g, "");
    return plain;
  }

  function set(text) {
    var kind = field.getAttribute("data-pad");
    var most = Number(field.getAttribute("data-most")) || 200;
    var whole = kind === "date" || kind === "case" ? digits(text).slice(0, most) : shaped(kind, text).slice(0, most);
    field.value = shaped(kind, whole);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    if (field.hasAttribute("data-live")) live(field.form);
    if (whole.length >= most && (kind === "digits" || kind === "case")) next();
  }

  function next() {
    var all = Array.from(document.querySelectorAll("#content [data-pad]"));
    var after = all[all.indexOf(field) + 1];
    if (after && !after.value) choose(after);
  }

  function press(key) {
    if (!field) return;
    if (key === "back") { set(field.value.replace(/.-?$/, "")); return; }
    if (key === "clear") { set(""); return; }
    set(field.value + key);
  }

  var typing = null;
  function live(form) {
    clearTimeout(typing);
    typing = setTimeout(function () {
      var address = form.action.split("?")[0] + "?" + new URLSearchParams(new FormData(form));
      ask(address, {}).then(function (answer) { return answer.text(); }).then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html");
        replace("[data-results]", page.querySelector("[data-results]"));
      }).catch(function () { lost.hidden = false; setTimeout(call, AGAIN_MS); });
    }, 250);
  }

  function choose(input) {
    if (field) field.classList.remove("is-active");
    field = input;
    var pad = document.querySelector("[data-pad-here]");
    if (!pad) return;
    pad.textContent = "";
    pad.hidden = !input;
    if (!input) return;
    input.classList.add("is-active");
    var kind = input.getAttribute("data-pad");
    pad.className = "pad pad-" + kind;
    ROWS[kind].forEach(function (key) {
      var button = document.createElement("button");
      button.type = "button";
      button.setAttribute("data-key", key || "clear");
      button.textContent = key === "back" ? pad.getAttribute("data-back") : key || pad.getAttribute("data-clear");
      if (key === "back" || !key) button.className = "pad-word";
      pad.appendChild(button);
    });
  }

  document.addEventListener("click", function (event) {
    var key = event.target.closest("[data-key]");
    if (key) { press(key.getAttribute("data-key")); say(key.textContent); return; }
    var input = event.target.closest("[data-pad]");
    if (input && input !== field) choose(input);
    var words = event.target.closest("[data-says]");
    if (words) {
      var area = document.getElementById(words.getAttribute("data-for"));
      area.value = area.value === words.getAttribute("data-says") ? "" : words.getAttribute("data-says");
      words.classList.toggle("is-chosen", area.value !== "");
      words.setAttribute("aria-pressed", String(area.value !== ""));
    }
  });

  /* A scanner types fast and ends with Enter; a keyboard, where there is one, does the same slowly. */
  var scanned = "";
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(BUTTON|A)$/.test(event.target.tagName) && event.key === "Enter" && !scanned) return;
    if (event.key === "Backspace") { event.preventDefault(); press("back"); scanned = ""; return; }
    if (event.key === "Enter") {
      var found = scanned.match(/GH-?(\d{6})-?(\d{8})-?(\d{6})/i);
      scanned = "";
      var number = document.querySelector("#content [data-pad=case]");
      if (found && number) {
        event.preventDefault();
        choose(number);
        set(found.slice(1).join(""));
        next();
      } else if (field && field.form) { event.preventDefault(); field.form.requestSubmit(); }
      return;
    }
    if (event.key.length !== 1) return;
    scanned += event.key;
    clearTimeout(typing);
    typing = setTimeout(function () { scanned = ""; }, 1500);
    if (field && !/[gh:/]/i.test(scanned) || field && field.getAttribute("data-pad") === "letters") {
      if (field.getAttribute("data-pad") === "case" && /\D/.test(event.key)) return;
      press(event.key);
    }
  });

  /* A camera, where the browser reads codes by itself. */
  function camera() {
    var box = document.querySelector("#content [data-camera]");
    if (!box || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
    box.hidden = false;
    box.querySelector("button").addEventListener("click", function () {
      var video = box.querySelector("video");
      navigator.mediaDevices.getUserMedia({ video: true }).then(function (stream) {
        video.hidden = false;
        video.srcObject = stream;
        video.play();
        var detector = new window.BarcodeDetector({ formats: ["qr_code"] });
        var look = function () {
          if (!document.contains(video)) { stream.getTracks().forEach(function (one) { one.stop(); }); return; }
          detector.detect(video).then(function (codes) {
            var found = codes.length && codes[0].rawValue.match(/GH-?(\d{6})-?(\d{8})-?(\d{6})/i);
            if (!found) { setTimeout(look, 300); return; }
            stream.getTracks().forEach(function (one) { one.stop(); });
            video.hidden = true;
            choose(document.querySelector("#content [data-pad=case]"));
            set(found.slice(1).join(""));
            next();
          });
        };
        look();
      }).catch(function () { box.hidden = true; });
    });
  }

  /* ---- What is asked only under a condition ---- */
  function conditions() {
    document.querySelectorAll("#content [data-only-if]").forEach(function (one) {
      var name = one.getAttribute("data-only-if");
      var wanted = one.getAttribute("data-only-answers").split(" ");
      var given = Array.from(document.querySelectorAll('#content [name="' + name + '"]')).filter(function (input) {
        return input.type === "hidden" || input.checked || !/radio|checkbox/.test(input.type);
      }).map(function (input) { return input.value; });
      if (document.querySelector('#content [name="' + name + '"]')) one.hidden = !given.some(function (value) { return wanted.indexOf(value) >= 0; });
    });
  }
  document.addEventListener("change", conditions);

  /* ---- Switches: large type, contrast, controls low down, reading aloud ---- */
  function remember(name, value) { document.cookie = name + "=" + value + ";path=/;max-age=" + (value ? 600 : 0) + ";samesite=lax"; }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-mode]");
    if (!button) return;
    var mode = button.getAttribute("data-mode");
    var on = !root.hasAttribute("data-" + mode);
    if (mode === "type") { root.toggleAttribute("data-type", false); if (on) root.setAttribute("data-type", "large"); }
    else root.toggleAttribute("data-" + mode, on);
    remember(mode === "type" ? "zhigong_type" : "kiosk_" + mode, on ? (mode === "type" ? "large" : "1") : "");
    button.setAttribute("aria-pressed", String(on));
    if (mode === "voice") { if (on) read(); else quiet(); }
  });

  function switches() {
    document.querySelectorAll("[data-mode]").forEach(function (button) {
      var mode = button.getAttribute("data-mode");
      button.setAttribute("aria-pressed", String(root.hasAttribute("data-" + mode)));
      if (mode === "voice" && !("speechSynthesis" in window)) button.hidden = true;
    });
  }

  function quiet() { if ("speechSynthesis" in window) window.speechSynthesis.cancel(); }
  function say(text) {
    if (!root.hasAttribute("data-voice") || !("speechSynthesis" in window) || !text) return;
    quiet();
    var words = new SpeechSynthesisUtterance(text.replace(/\s+/g, " ").trim());
    words.lang = "zh-CN";
    window.speechSynthesis.speak(words);
  }
  /* The heading, what it is for and what is asked; never what was typed, nor what is known of somebody. */
  function read() {
    var parts = document.querySelectorAll("#content .page-head, #content .alert, #content .ask-title, #content [data-read]");
    say(Array.from(parts).map(function (one) { return one.textContent; }).join("。"));
  }

  function ready() {
    field = null;
    document.querySelectorAll("#content [data-pad]").forEach(function (input) {
      input.readOnly = true;
      input.setAttribute("inputmode", "none");
      input.setAttribute("autocomplete", "off");
    });
    var wrong = document.querySelector("#content .has-error [data-pad]");
    choose(wrong || document.querySelector("#content [data-pad]"));
    var soon = document.querySelector("#content [data-leave-in]");
    if (soon) setTimeout(function () { if (document.contains(soon)) leave(); }, 1000 * Number(soon.getAttribute("data-leave-in")));
    conditions();
    camera();
    switches();
    if (root.hasAttribute("data-voice")) read();
  }

  setInterval(tick, 1000);
  tick();
  call();
  ready();
})();
