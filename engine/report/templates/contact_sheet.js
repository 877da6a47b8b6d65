"use strict";
const form = document.getElementById("filter");
const rows = Array.from(document.querySelectorAll(".row"), (row) => ({
  row,
  kind: row.dataset.kind,
  text: row.querySelector("header").textContent.toLowerCase(),
  films: Array.from(row.querySelectorAll(".film"), (film) => ({
    film,
    locale: film.dataset.locale,
    profile: film.dataset.profile,
    file: decodeURIComponent(film.querySelector(".links a").getAttribute("href")).toLowerCase(),
  })),
}));
const total = rows.reduce((sum, { films }) => sum + films.length, 0);

function filter() {
  const { text, kind, locale, profile, shown } = form.elements;
  const wanted = text.value.trim().toLowerCase();
  let count = 0;
  for (const row of rows) {
    const named = (!kind.value || row.kind === kind.value) && row.text.includes(wanted);
    let any = false;
    for (const one of row.films) {
      const fits =
        (!kind.value || row.kind === kind.value) &&
        (!locale.value || one.locale === locale.value) &&
        (!profile.value || one.profile === profile.value) &&
        (named || one.file.includes(wanted));
      one.film.hidden = !fits;
      any ||= fits;
      count += fits;
    }
    row.row.hidden = !any;
  }
  shown.value = count === total ? `${total} films` : `${count} of ${total} films`;
  document.getElementById("none").hidden = count > 0 || total === 0;
}

form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
filter();

// Players and proofs far down the page wait inside <noscript> until their film is nearly in sight:
// to make them takes a browser longer than to read the whole page.
const arriving = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      arriving.unobserve(target);
      for (const waiting of target.querySelectorAll("noscript")) {
        waiting.outerHTML = waiting.textContent;
      }
    }
  },
  { rootMargin: "800px" },
);
for (const film of document.querySelectorAll(".film:has(noscript)")) arriving.observe(film);

// One film at a time: the one that was started last.
document.addEventListener(
  "play",
  (event) => {
    for (const video of document.querySelectorAll("video")) {
      if (video !== event.target && !video.paused) video.pause();
    }
  },
  true,
);
