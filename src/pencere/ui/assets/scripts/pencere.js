// Comfort on top of pages that work without it.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";

const start = () => {
  document.documentElement.classList.add("js-enabled");
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  for (const Component of [Button, CharacterCount, ErrorSummary, SkipLink]) {
    for (const root of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
      try {
        new Component(root);
      } catch (error) {
        console.error(error);
      }
    }
  }
  for (const menu of document.querySelectorAll("details[data-menu]")) closeWhenLeft(menu);
  for (const form of document.querySelectorAll("form[data-autosubmit]")) submitOnChange(form);
  for (const waiting of document.querySelectorAll("[data-look-again]")) lookAgain(waiting);
};

// A menu closes on Escape and when the person goes elsewhere.
const closeWhenLeft = (menu) => {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
};

// Filters apply when a choice changes; without this script their button does it, and so it does
// for who walks through a list by its keys: each arrow is a change.
const submitOnChange = (form) => {
  let walked = null;
  form.addEventListener("keydown", (event) => (walked = event.target));
  form.addEventListener("pointerdown", () => (walked = null));
  form.addEventListener("change", (event) => {
    if (event.target === walked && event.target.matches("select")) return;
    if (event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
  });
};

// A page that waits for something looks again after so many seconds; without this script its
// link does it.
const lookAgain = (waiting) => {
  setTimeout(() => window.location.reload(), 1000 * Number(waiting.dataset.lookAgain));
};

start();
