// Keys, copying, dropping files, and the bar of an import. Every page works without this file.
"use strict";

const root = document.documentElement;
root.classList.add("has-script");
const keys = JSON.parse(document.body.dataset.keys);
const LONGEST_WAIT = 1500;
let goesAt = 0;

function isTyping(element) {
  return element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
}

function follow(element) {
  if (element.matches("input:not([type=checkbox], [type=radio])")) {
    element.focus();
    element.select();
  } else {
    element.click();
    if (element.matches("input")) element.focus();
  }
}

function deedOf(key) {
  return Object.keys(keys).filter((deed) => keys[deed] === key).map((deed) => deed.replaceAll(" ", "-"));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.timeStamp - goesAt < LONGEST_WAIT && goesAt) {
    goesAt = 0;
    const place = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (place) {
      event.preventDefault();
      place.click();
    }
    return;
  }
  if (event.key === keys.go) {
    goesAt = event.timeStamp;
    return;
  }
  const form = document.querySelector("form[data-enter]");
  if (event.key === "Enter" && form && !event.target.closest("a, button, summary, input")) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  const found = /^[1-9]$/.test(event.key)
    ? document.querySelector(`[data-digit="${event.key}"]`)
    : deedOf(event.key).map((deed) => document.querySelector(`[data-key~="${CSS.escape(deed)}"]`)).find(Boolean);
  if (found) {
    event.preventDefault();
    follow(found);
  } else if (event.key === keys.find) {
    event.preventDefault();
    location.assign("/people");
  }
});

for (const button of document.querySelectorAll("[data-opens]")) {
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(from.value);
    } catch {
      from.focus();
      from.select();
      return;
    }
    button.textContent = button.dataset.done;
  });
}

for (const form of document.querySelectorAll("[data-drop]")) {
  const files = form.querySelector("input[type=file]");
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (files.disabled || !event.dataTransfer.files.length) return;
    files.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

for (const notice of document.querySelectorAll("[data-for]")) {
  const gone = () => (notice.contains(document.activeElement) ? setTimeout(gone, 1000) : notice.remove());
  setTimeout(gone, 1000 * Number(notice.dataset.for));
}

const watched = document.querySelector("[data-import]");
if (watched) {
  const bar = document.getElementById("bar");
  const look = async () => {
    try {
      const told = await (await fetch(watched.dataset.import)).json();
      const isCounting = "counting" in watched.dataset;
      if (told.over || (told.counting && !isCounting)) return location.reload();
      if (!isCounting) bar.value = told.percent;
    } catch {
      // The server was stopped: the bar stays where it is.
    }
    setTimeout(look, 400);
  };
  setTimeout(look, 300);
}
