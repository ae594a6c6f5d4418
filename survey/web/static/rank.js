// A ranking as a list that is put in order with buttons; the numbers that the server reads stay in its fields, out of
// sight. Nothing has a place until somebody presses a button.

for (const list of document.querySelectorAll(".ranked")) {
  const { up, down } = list.dataset;
  const rows = () => [...list.children];
  const field = (row) => row.querySelector("select");
  const place = (row) => Number(field(row).value) || Infinity;
  const said = Object.assign(document.createElement("p"), { className: "visually-hidden", ariaLive: "polite" });

  const arrange = () => rows().sort((one, other) => place(one) - place(other)).forEach((row) => list.append(row));
  const render = () => {
    const begun = rows().some((row) => field(row).value);
    rows().forEach((row, n) => {
      row.querySelector(".nth").textContent = begun ? `${n + 1}.` : "–";
      const [higher, lower] = row.querySelectorAll("button");
      higher.disabled = begun && n === 0;
      lower.disabled = begun && n === rows().length - 1;
    });
  };
  const move = (row, by, button) => {
    const all = rows();
    const to = Math.min(Math.max(all.indexOf(row) + by, 0), all.length - 1);
    all.splice(to, 0, ...all.splice(all.indexOf(row), 1));
    all.forEach((one, n) => {
      list.append(one);
      field(one).value = n + 1;
    });
    render();
    (button.disabled ? row.querySelector("button:enabled") : button)?.focus();
    said.textContent = `${row.querySelector("label").textContent}: ${to + 1}`;
    field(row).dispatchEvent(new Event("change", { bubbles: true }));
  };

  for (const row of rows()) {
    const name = row.querySelector("label");
    const buttons = [[up, "↑", -1], [down, "↓", 1]].map(([word, sign, by]) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: sign });
      made.ariaLabel = `${word}: ${name.textContent}`;
      made.addEventListener("click", () => move(row, by, made));
      return made;
    });
    row.prepend(Object.assign(document.createElement("span"), { className: "nth" }));
    row.append(...buttons);
    field(row).hidden = true;
  }
  list.previousElementSibling?.matches(".hint") && (list.previousElementSibling.hidden = true);
  list.after(said);
  const again = () => {
    arrange();
    render();
  };
  list.closest("form")?.addEventListener("filled", again);
  addEventListener("pageshow", again);
  again();
}
