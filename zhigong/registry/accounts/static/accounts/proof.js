/* Lets the browser compute for a moment before a code by SMS is asked for (altcha's protocol).

   altcha's worker does it where the browser offers hashing, that is over HTTPS. On an intranet
   served over plain http it does not, so the same is computed here, in slices that leave the page
   alive. Without any script the server asks a question instead. */
"use strict";

(() => {
  const form = document.querySelector("form[data-proof]");
  if (!form) return;
  const challenge = JSON.parse(document.getElementById(form.dataset.proof).textContent);
  const SLICE_MS = 30;
  let solving = null;

  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");

  /* SHA-256 (FIPS 180-4) of a message below 56 bytes: one block. */
  const K = new Uint32Array(64);
  const START = new Uint32Array(8);
  const root = (number, power) => {
    const value = number ** (1 / power);
    return ((value - Math.floor(value)) * 2 ** 32) >>> 0;
  };
  for (let found = 0, number = 2; found < 64; number += 1) {
    let prime = true;
    for (let by = 2; by * by <= number; by += 1) if (number % by === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = root(number, 2);
    K[found] = root(number, 3);
    found += 1;
  }
  const turn = (word, by) => (word >>> by) | (word << (32 - by));
  const words = new Uint32Array(64);

  function sha256(message) {
    const block = new DataView(new ArrayBuffer(64));
    message.forEach((byte, place) => block.setUint8(place, byte));
    block.setUint8(message.length, 0x80);
    block.setUint32(60, message.length * 8);
    for (let i = 0; i < 16; i += 1) words[i] = block.getUint32(i * 4);
    for (let i = 16; i < 64; i += 1) {
      const a = words[i - 15];
      const b = words[i - 2];
      const left = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
      const right = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
      words[i] = words[i - 16] + left + words[i - 7] + right;
    }
    let [a, b, c, d, e, f, g, h] = START;
    for (let i = 0; i < 64; i += 1) {
      const right = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const first = (h + right + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
      const left = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const second = (left + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    const result = new DataView(new ArrayBuffer(32));
    [a, b, c, d, e, f, g, h].forEach((word, i) => result.setUint32(i * 4, word + START[i]));
    return new Uint8Array(result.buffer);
  }

  async function solveHere() {
    const { nonce, salt, keyPrefix } = challenge.parameters;
    const message = new Uint8Array([...bytes(salt), ...bytes(nonce), 0, 0, 0, 0]);
    const counterAt = new DataView(message.buffer, message.length - 4);
    for (let counter = 0; ; ) {
      const until = performance.now() + SLICE_MS;
      for (; performance.now() < until; counter += 1) {
        counterAt.setUint32(0, counter);
        const key = hex(sha256(message));
        if (key.startsWith(keyPrefix)) return { counter, derivedKey: key };
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  function solveAside() {
    return new Promise((resolve, reject) => {
      const worker = new Worker(form.dataset.worker);
      worker.onerror = reject;
      worker.onmessage = ({ data }) => {
        worker.terminate();
        if (data && !data.error) resolve(data);
        else reject(data);
      };
      worker.postMessage({ type: "work", challenge });
    });
  }

  function solve() {
    if (solving) return solving;
    const canAside = window.Worker && window.crypto && window.crypto.subtle;
    const solution = canAside ? solveAside().catch(solveHere) : solveHere();
    solving = solution.then((found) => btoa(JSON.stringify({ challenge, solution: found })));
    return solving;
  }

  /* Begun while the number is typed, so that nobody waits at the button. */
  form.elements.phone.addEventListener("input", () => solve(), { once: true });

  /* The click, not the submit: the enter key clicks too, and old browsers name no submitter. */
  const button = form.querySelector("button[value=send]");
  button.addEventListener("click", (event) => {
    if (form.elements.proof.value) return;
    event.preventDefault();
    button.setAttribute("aria-busy", "true");
    form.querySelector("[data-proof-status]").textContent = form.dataset.wait;
    solve().then((payload) => {
      form.elements.proof.value = payload;
      button.removeAttribute("aria-busy");
      button.click();
    });
  });
})();
