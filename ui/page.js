// What the page does by itself: it passes clicks in our own HTML on as events, keeps what a browser knows (language,
// where one is), and places the reader on narrow screens. Handed to Gradio as a script of the page's head.
"use strict";

const chuchu = (() => {
  const NARROW = matchMedia("(max-width: 899px)");
  const WITHIN = ["open", "close", "judge", "here"]; // events after which the source is still the one that was opened
  let opened = null; // the button whose source is shown; null when it came with its answer

  // where one is

  function language() {
    const chosen = localStorage.getItem("chuchu-language");
    const spoken = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
    return chosen === "zh" || chosen === "en" ? chosen : spoken;
  }

  function speak(code) {
    localStorage.setItem("chuchu-language", code);
    document.documentElement.lang = code === "zh" ? "zh-CN" : "en";
  }

  // What every event is told first: the language, and what the address names.
  function page() {
    return JSON.stringify({ ...Object.fromEntries(new URLSearchParams(location.search)), language: language() });
  }

  // clicks in our HTML

  // Called by every component of ours: buttons in it with data-do trigger the event of that name.
  function listen(element, trigger, watch, events, rendered) {
    element.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (!button || !element.contains(button)) return;
      if (button.dataset.do in own) own[button.dataset.do](button);
      if (!events.includes(button.dataset.do)) return;
      const given = { ...button.dataset };
      if (given.sure && !confirm(given.sure)) return;
      if (given.do === "speak") speak(given.language);
      if (!WITHIN.includes(given.do)) opened = null;
      if (given.do === "open") opened = button;
      if (given.do === "open" && button.matches(".shown")) read(); // it is there: nothing new will be drawn
      if (given.do === "ask") pending(given.question);
      if (given.do === "begin") go(null);
      if (given.do === "choose") go(given.conversation);
      if (given.do === "here") given.selection = selected(button.closest(".source"));
      trigger(given.do, given);
    });
    live();
    if (rendered) watch("value", rendered);
  }

  // What needs no server: buttons of these names never reach it.
  const own = {
    unfold: () => document.body.classList.toggle("unfolded"),
    copy: async (button) => {
      await copied(button.dataset.copy);
      const words = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = words; }, 2000);
    },
  };

  async function copied(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const box = document.createElement("textarea"); // a page over plain http has no clipboard
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }

  // What is selected inside an element.
  function selected(element) {
    const chosen = getSelection();
    return element && chosen.anchorNode && element.contains(chosen.anchorNode) ? chosen.toString() : "";
  }

  // A press on "the answer is here" would undo the selection that it is about.
  addEventListener("mousedown", (event) => {
    if (event.target.closest?.("[data-do=here]")) event.preventDefault();
  });

  // the conversation

  // The address names the conversation that is open, so that it can be reloaded, and gone back to.
  function go(conversation) {
    const there = conversation ? `?conversation=${conversation}` : location.pathname;
    if ((new URLSearchParams(location.search).get("conversation") ?? null) !== conversation) {
      history.pushState(null, "", there);
    }
    document.body.classList.remove("unfolded");
  }
  addEventListener("popstate", () => location.reload());

  function pending(question) {
    opened = null;
    const turns = document.querySelector("#thread .turns");
    if (!turns || !question.trim()) return question;
    const waiting = document.createElement("article");
    waiting.className = "turn waiting";
    const asked = document.createElement("h2");
    asked.className = "question";
    asked.textContent = question;
    const line = document.createElement("p");
    line.className = "looking";
    line.setAttribute("aria-hidden", "true");
    waiting.append(asked, line);
    turns.append(waiting);
    setTimeout(() => waiting.isConnected && waiting.matches(".waiting") && settle(), 60000); // the queue was full
    document.querySelector("#welcome .welcome")?.setAttribute("hidden", "");
    waiting.scrollIntoView({ block: "start", behavior: "instant" });
    return question;
  }

  // A question that was refused is no turn.
  function settle() {
    document.querySelectorAll(".turn.waiting").forEach((waiting) => waiting.remove());
    document.querySelector("#welcome .welcome[hidden]")?.removeAttribute("hidden");
  }

  // Where a screen reader listens; it must be there before anything is said in it.
  function live() {
    let found = document.getElementById("live");
    if (!found) {
      found = document.createElement("div");
      found.id = "live";
      found.setAttribute("role", "status");
      found.setAttribute("aria-live", "polite");
      document.body.append(found);
    }
    return found;
  }

  function told() {
    const turns = document.querySelector("#thread .turns");
    const said = turns?.dataset.spoken ?? "";
    if (live().textContent !== said) live().textContent = said;
    const last = turns?.lastElementChild;
    const conversation = turns?.dataset.conversation;
    const named = new URLSearchParams(location.search).get("conversation");
    if (conversation && named !== conversation) history.replaceState(null, "", `?conversation=${conversation}`);
    if (!conversation && named) history.replaceState(null, "", location.pathname);
    if (last && last.dataset.turn !== told.last) last.scrollIntoView({ block: "start", behavior: "instant" });
    told.last = last?.dataset.turn;
    place();
  }

  // the reader

  // On a narrow screen the source is shown within the turn it belongs to, or below the conversation if to none.
  function place() {
    document.querySelectorAll(".slot, .loose").forEach((slot) => slot.replaceChildren());
    document.querySelectorAll("[data-do=open].shown").forEach((button) => button.classList.remove("shown"));
    const source = document.querySelector("#reader .source");
    document.body.classList.toggle("reading", Boolean(source));
    if (!source) return;
    const { turn, kind, rank } = source.dataset;
    const same = `[data-do=open][data-turn="${turn}"][data-kind="${kind}"][data-rank="${rank}"]`;
    document.querySelectorAll(same).forEach((button) => button.classList.add("shown"));
    if (!NARROW.matches) return;
    const slot = document.querySelector(`.turn[data-turn="${turn}"] .slot`) ?? document.querySelector(".loose");
    slot?.append(source.cloneNode(true));
  }

  function read() {
    place();
    const shown = [...document.querySelectorAll(".slot .source, .loose .source, #reader .source")];
    const source = shown.find((one) => one.offsetParent !== null);
    if (!source) return;
    const mark = source.querySelector("mark.quote") ?? source.querySelector(".here");
    const side = document.querySelector("#reader");
    if (mark && !NARROW.matches) {
      const off = mark.getBoundingClientRect().top - side.getBoundingClientRect().top;
      side.scrollTop += off - side.clientHeight / 3;
    }
    source.querySelector("h3")?.focus({ preventScroll: true });
    if (!NARROW.matches) return;
    // The source stands below its answer: one looks at the answer first, unless it is the source that was asked for.
    const answer = opened ? null : source.closest(".turn");
    if (answer) answer.scrollIntoView({ block: "start", behavior: "instant" });
    else mark?.scrollIntoView({ block: "center", behavior: "instant" });
  }

  // keys

  function typing(target) {
    return target.matches?.("input, textarea, select, [contenteditable=true]");
  }

  function question() {
    return document.querySelector("#question textarea, #question input");
  }

  // Before Gradio's own listeners: the Enter that confirms a candidate of an input method is not meant for us.
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopImmediatePropagation();
    if (event.key === "/" && !typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const box = question();
      if (box?.offsetParent) {
        event.preventDefault();
        box.focus();
      }
    }
    if (event.key === "Escape") document.querySelector("#reader [data-do=close]")?.click();
  }, true);
  addEventListener("keypress", (event) => {
    if (event.key === "Enter" && event.isComposing) event.stopImmediatePropagation();
  }, true);

  // A source on a narrow screen is a copy: what is clicked in it is clicked in the one that Gradio knows.
  addEventListener("click", (event) => {
    const button = event.target.closest?.(".slot [data-do], .loose [data-do]");
    if (!button) return;
    const copies = [...button.closest(".source").querySelectorAll("[data-do]")];
    document.querySelectorAll("#reader .source [data-do]")[copies.indexOf(button)]?.click();
  });

  function shown() {
    document.querySelector("#whole h3")?.focus();
  }

  function closed() {
    opened?.focus();
    opened = null;
  }

  NARROW.addEventListener("change", place);
  speak(language());

  return { page, listen, pending, settle, told, read, shown, closed };
})();
