// A search field above each long list of check boxes: <input type="checkbox" data-filter>. Without this file all are shown.
(() => {
  const LONG = 12
  const fold = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase()

  const enrich = (boxes) => {
    const rows = boxes.map((box) => box.closest(".form-check"))
    const words = rows.map((row) => fold(row.textContent))
    const list = rows[0].parentElement
    const name = list.closest("fieldset")?.querySelector("legend")?.innerText ?? list.parentElement.firstElementChild.innerText
    const search = document.createElement("input")
    Object.assign(search, { type: "search", className: "form-control mb-2", autocomplete: "off" })
    search.placeholder = boxes[0].dataset.filter
    search.setAttribute("aria-label", `${name}: ${boxes[0].dataset.filter}`)
    list.before(search)
    list.classList.add("check-list")
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault() })
    search.addEventListener("change", (event) => event.stopPropagation())
    search.addEventListener("input", () => {
      const wanted = fold(search.value).split(/\s+/).filter(Boolean)
      rows.forEach((row, place) => {
        row.hidden = !boxes[place].checked && !wanted.every((word) => words[place].includes(word))
      })
    })
  }

  const lists = new Map()
  for (const box of document.querySelectorAll("input[data-filter]")) lists.set(box.name, [...lists.get(box.name) ?? [], box])
  for (const boxes of lists.values()) if (boxes.length > LONG) enrich(boxes)
})()
