"use strict";

// The page is whole without this script, which only filters, folds and changes the colours.
(() => {
  const form = document.getElementById("filters");
  const rows = [...document.querySelectorAll("#rows > tbody")];
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");

  const filter = () => {
    const verdicts = new Set([...form.elements.verdict].filter((box) => box.checked).map((box) => box.value));
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = ["stack", "account", "subject"]
      .map((name) => [name, form.elements[name]?.value])
      .filter(([, value]) => value);
    let count = 0;
    for (const row of rows) {
      const is_shown =
        verdicts.has(row.dataset.verdict) &&
        chosen.every(([name, value]) => row.dataset[name] === value) &&
        words.every((word) => row.dataset.text.includes(word));
      row.hidden = !is_shown;
      count += is_shown;
    }
    shown.textContent = `${count} of ${rows.length} checks`;
    none.hidden = count > 0;
  };

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  // The fields have their first values only after the event.
  form.addEventListener("reset", () => requestAnimationFrame(filter));

  for (const button of document.querySelectorAll(".more")) {
    button.addEventListener("click", () => {
      const sources = document.getElementById(button.getAttribute("aria-controls"));
      sources.hidden = !sources.hidden;
      button.setAttribute("aria-expanded", String(!sources.hidden));
    });
  }

  document.addEventListener("keydown", (event) => {
    const search = form.elements.text;
    if (event.key === "/" && !event.target.closest("input, select, textarea")) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && event.target === search) {
      search.value = "";
      filter();
    }
  });

  document.getElementById("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const is_dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = is_dark ? "light" : "dark";
  });

  const unfold = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    for (const details of target ? target.querySelectorAll(":scope > details") : []) {
      details.open = true;
    }
  };
  addEventListener("hashchange", unfold);
  unfold();
  filter();
})();
