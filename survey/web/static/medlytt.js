// What every page gains with JavaScript; nothing here is needed.

// The list of faults takes the focus, so that a screen reader starts there.
document.getElementById("faults")?.focus();

// From a fault to where it is mended: a group of choices takes no focus itself, its first choice does.
document.getElementById("faults")?.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const field = place?.matches("fieldset, tr") && place.querySelector("input:not([type=hidden]), select, textarea");
  if (!field) return;
  event.preventDefault();
  place.scrollIntoView();
  field.focus({ preventScroll: true });
});

// A form that must not be sent twice by an impatient double click.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    // After this turn: a disabled button would not be part of what is sent.
    setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
  });
}
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form[data-once] button")) button.disabled = false;
});

// Leaving a filter's choice applies it at once; the button stays for those who prefer it.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
