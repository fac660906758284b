// Small conveniences. Every page works without this file.

const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

let changed = false;
document.addEventListener("input", (event) => {
  if (event.target.form?.matches("[data-guard]")) changed = true;
});
document.addEventListener("submit", () => { changed = false; });
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
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
window.addEventListener("beforeprint", () => { root.dataset.colorScheme = "light"; });
window.addEventListener("afterprint", () => { root.dataset.colorScheme = "auto"; });

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
// A form that builds on what is being saved is sent when all of it is, so that fast hands lose no answer.
let saving = 0;
let waiting = null;
document.body.addEventListener("htmx:beforeRequest", () => { saving += 1; });
document.body.addEventListener("htmx:afterRequest", () => {
  saving -= 1;
  setTimeout(() => {
    if (!saving && waiting) waiting.submit();
  });
});
document.addEventListener("submit", (event) => {
  if (!saving || !event.target.matches("[data-after-saves]")) return;
  event.preventDefault();
  waiting = event.target;
});
document.body.addEventListener("htmx:responseError", (event) => {
  const form = event.detail.elt.closest("form");
  if (event.detail.xhr.status !== 401 || !form) return;
  waiting = null;
  form.submit();
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
