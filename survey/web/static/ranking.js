// The table sorts and narrows at once; without JavaScript its links and its form do the same on the server.

const table = document.querySelector("table.league");

function value(row, column) {
  return row.cells[column].dataset.v;
}

function compare(a, b, numeric) {
  if (numeric) return Number(a) - Number(b);
  return a.localeCompare(b, document.documentElement.lang);
}

function sort(header, descending) {
  const column = header.cellIndex;
  const body = table.tBodies[0];
  const numeric = header.classList.contains("number");
  const rows = [...body.rows];
  const sign = descending ? -1 : 1;
  rows.sort((x, y) => {
    const [a, b] = [value(x, column), value(y, column)];
    if (a === "" || b === "") return (a === "") - (b === ""); // what has no figure comes last, either way
    return sign * compare(a, b, numeric);
  });
  body.append(...rows);
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", descending ? "descending" : "ascending");
  for (const row of rows) {
    for (const cell of row.cells) cell.classList.toggle("sorted", cell.cellIndex === column);
  }
}

if (table) {
  for (const link of table.querySelectorAll("[data-sort]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const header = link.closest("th");
      const upwards = ["rank", "name", "tier"].includes(link.dataset.sort);
      const now = header.getAttribute("aria-sort");
      const descending = now ? now === "ascending" : !upwards;
      sort(header, descending);
      const address = new URL(location.href);
      address.searchParams.set("sort", link.dataset.sort);
      if (descending) address.searchParams.set("down", "1");
      else address.searchParams.delete("down");
      history.replaceState(null, "", address);
    });
  }
  const search = document.querySelector("[data-search]");
  search?.addEventListener("input", () => {
    const words = search.value.trim().toLocaleLowerCase();
    for (const row of table.tBodies[0].rows) {
      const name = row.querySelector("th a").textContent.toLocaleLowerCase();
      row.hidden = words !== "" && !name.includes(words);
    }
  });
}
