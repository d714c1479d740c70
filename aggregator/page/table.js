"use strict";

// Tables that are sorted by a click on a head, and kept up to date without
// making rows anew: one is found again by its key.

class Table {
  // A column has a name, value(row) to sort by, and show(row), its text. It may
  // have make(cell, key), which returns where the text goes, and after(cell, row).
  constructor(id, columns, sort, onSort) {
    Object.assign(this, { columns, sort, rows: new Map() });
    const table = document.getElementById(id);
    this.body = table.tBodies[0];
    this.heads = [...table.tHead.rows[0].cells];
    this.heads.forEach((head, i) => {
      if (!columns[i].value) return;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent.trim();
      button.addEventListener("click", () => onSort(this.toggle(columns[i].name)));
      head.replaceChildren(button);
    });
    const see = ({ target, isIntersecting }) => {
      const row = this.rows.get(target.dataset.key);
      if (row) this.after(row, row.visible = isIntersecting);
    };
    this.visible = new IntersectionObserver((all) => all.forEach(see), { rootMargin: "200px" });
  }

  // toggle returns the order after a click: the largest numbers first, then the
  // other way round.
  toggle(name) {
    this.sort = this.sort === `-${name}` ? name : this.sort === name ? `-${name}` :
      this.columns.find((c) => c.name === name).text ? name : `-${name}`;
    return this.sort;
  }

  sorted(data) {
    const down = this.sort.startsWith("-");
    const name = this.sort.replace("-", "");
    const column = this.columns.find((c) => c.name === name) ?? this.columns[0];
    this.heads.forEach((head, i) => {
      const here = this.columns[i] === column;
      if (here) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    const keyed = data.map((row) => ({ row, value: column.value(row) }));
    keyed.sort((a, b) => (compare(a.value, b.value, down) || (a.row.key < b.row.key ? -1 : 1)));
    return keyed.map(({ row }) => row);
  }

  // update shows the data, so many rows of them at the most.
  update(data, most = Infinity) {
    const shown = this.sorted(data).slice(0, most).map((d) => this.row(d));
    const focused = document.activeElement;
    if (!this.ours) this.body.replaceChildren(); // the server's
    this.ours = true;
    const keep = new Set(shown);
    for (const [key, row] of this.rows) {
      if (keep.has(row)) continue;
      this.visible.unobserve(row.tr);
      row.tr.remove();
      this.rows.delete(key);
    }
    let at = this.body.firstChild;
    for (const { tr } of shown) {
      if (tr === at) at = at.nextSibling;
      else this.body.insertBefore(tr, at);
    }
    // A row that moves loses the focus.
    const lost = focused !== document.activeElement && focused?.isConnected;
    if (lost) focused.focus({ preventScroll: true });
  }

  row(data) {
    let row = this.rows.get(data.key);
    if (!row) this.rows.set(data.key, row = this.make(data.key));
    row.data = data;
    this.columns.forEach((column, i) => {
      const text = column.show ? column.show(data) : "";
      if (row.texts[i] === text) return;
      row.texts[i] = text;
      row.places[i].textContent = text;
    });
    this.after(row, row.visible);
    return row;
  }

  make(key) {
    const tr = document.createElement("tr"), places = [];
    tr.dataset.key = key;
    this.columns.forEach((column, i) => {
      const cell = tr.appendChild(document.createElement(i ? "td" : "th"));
      if (!i) cell.scope = "row";
      cell.className = this.heads[i].className;
      places.push(column.make?.(cell, key) ?? cell);
    });
    this.visible.observe(tr);
    return { tr, places, texts: this.columns.map(() => ""), visible: false };
  }

  // after is for what is not worth doing out of sight.
  after(row, visible) {
    if (!visible) return;
    this.columns.forEach((column, i) => column.after?.(row.places[i], row.data));
  }
}

// compare puts what is no number last, whatever the direction.
function compare(a, b, down) {
  const none = (v) => v === null || Number.isNaN(v);
  if (none(a) || none(b)) return none(a) - none(b);
  return (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1);
}
