// Small conveniences. Every page works without this file.

const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

let changed = false;
document.addEventListener("input", (event) => {
  if (event.target.form?.matches("[data-guard]")) changed = true;
});
document.addEventListener("submit", () => { changed = false; });
window.addEventListener("beforeunload", (event) => {
  if (changed || document.querySelector("[data-unsaved]")) event.preventDefault();
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

const phone = window.matchMedia("(max-width: 640px)");
function foldFilters() {
  for (const filters of document.querySelectorAll("details.filters")) {
    filters.open = !phone.matches || filters.hasAttribute("data-used");
  }
}
phone.addEventListener("change", foldFilters);
foldFilters();

const root = document.documentElement;
window.addEventListener("beforeprint", () => {
  root.dataset.colorScheme = "light";
  for (const part of document.querySelectorAll("details.all:not([open])")) part.toggleAttribute("data-printed", part.open = true);
});
window.addEventListener("afterprint", () => {
  root.dataset.colorScheme = "auto";
  for (const part of document.querySelectorAll("[data-printed]")) part.open = part.toggleAttribute("data-printed");
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

document.body.addEventListener("htmx:afterSwap", () => {
  const said = document.getElementById("announce");
  const count = document.getElementById("register-count");
  if (said && count) said.textContent = count.textContent.trim();
});

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  });
}

// A form that saves itself: what nobody is signed in for any longer is sent as a page, which holds it and asks for sign-in.
// What fails otherwise stays on the page, which says so and tries again: nothing is kept in the browser, which others may use.
// A form that builds on what is being saved is sent when all of it is, so that fast hands lose no answer.
let saving = 0;
let waiting = null;
const AGAIN = 10_000;
document.body.addEventListener("htmx:beforeRequest", () => { saving += 1; });
document.body.addEventListener("htmx:afterRequest", () => {
  saving -= 1;
  setTimeout(() => {
    if (!saving && waiting) waiting.submit();
  });
});
document.addEventListener("submit", (event) => {
  const unsaved = document.querySelector("[data-unsaved]");
  if (!(saving || unsaved) || !event.target.matches("[data-after-saves]")) return;
  event.preventDefault();
  waiting = event.target;
  unsaved?.scrollIntoView({ block: "center" });
});
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(name, (event) => {
    const form = event.detail.elt.closest("form");
    if (!form) return;
    waiting = null;
    if ([400, 401].includes(event.detail.xhr.status)) return form.submit();
    form.dataset.unsaved = "";
    setTimeout(() => window.htmx.trigger(form, "change"), AGAIN);
  });
}
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.isError) delete event.detail.elt.closest("form")?.dataset.unsaved;
});
if (window.htmx) root.classList.add("saves-itself");

// The space bar answers a part and goes on to the next that lacks an answer, as the page says.
document.addEventListener("keydown", (event) => {
  if (event.key !== " " || event.target.type !== "radio" || !event.target.closest("[data-next]")) return;
  if (event.target.value !== "unchanged") return;
  event.preventDefault();
  event.target.click();
  const answers = [...document.querySelectorAll("[data-next] input[type=radio][value=unchanged]")];
  const rest = answers.slice(answers.indexOf(event.target) + 1).find((one) => !one.closest("[role=radiogroup]").querySelector(":checked"));
  (rest ?? document.querySelector("input[type=password]"))?.focus();
});
