// A search field above each long list of check boxes: <input type="checkbox" data-filter>. Without this file all are shown.
(() => {
  const LONG = 12
  const fold = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase()

  const enrich = (boxes) => {
    const rows = boxes.map((box) => box.closest(".form-check"))
    const list = rows[0].parentElement
    const search = document.createElement("input")
    Object.assign(search, { type: "search", className: "form-control mb-2", autocomplete: "off" })
    search.placeholder = boxes[0].dataset.filter
    search.setAttribute("aria-label", boxes[0].dataset.filter)
    list.before(search)
    list.classList.add("check-list")
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault() })
    search.addEventListener("input", () => {
      const wanted = fold(search.value).split(/\s+/).filter(Boolean)
      rows.forEach((row, place) => {
        row.hidden = !boxes[place].checked && !wanted.every((word) => fold(row.textContent).includes(word))
      })
    })
  }

  const lists = Object.groupBy
    ? Object.values(Object.groupBy([...document.querySelectorAll("input[data-filter]")], (box) => box.name))
    : []
  lists.filter((boxes) => boxes.length > LONG).forEach(enrich)
})()
