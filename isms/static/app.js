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
