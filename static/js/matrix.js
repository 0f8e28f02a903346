// The cells of a group's matrix: arrow keys go from cell to cell, the space bar ticks, a row or column ticks its cells.
// Without this file every link and every tick works by itself.
(() => {
  const form = document.querySelector("[data-matrix]")
  const table = form?.querySelector(".matrix")
  if (!table) return
  const lines = [...table.tBodies[0].rows]
  const at = (cell, down, right) => {
    const line = lines[lines.indexOf(cell.parentElement) + down]
    return line?.cells[cell.cellIndex + right]
  }
  const doorOf = (cell) => cell?.querySelector("a")
  const boxOf = (cell) => cell?.querySelector("input")

  // One stop for the Tab key; the arrows do the rest.
  const doors = [...table.querySelectorAll("tbody td a")]
  for (const stop of table.querySelectorAll("tbody td :is(a, input)")) stop.tabIndex = -1
  if (doors[0]) doors[0].tabIndex = 0
  table.addEventListener("focusin", (event) => {
    if (!event.target.matches("td a")) return
    for (const door of table.querySelectorAll("td a[tabindex='0']")) door.tabIndex = -1
    event.target.tabIndex = 0
  })
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("tbody td, tbody th")
    if (!cell || event.ctrlKey || event.altKey || event.metaKey) return
    if (event.key === " " && event.target.matches("td a")) {
      event.preventDefault()
      boxOf(cell)?.click()
      return
    }
    const step = STEPS[event.key]
    if (!step) return
    let next = at(cell, ...step)
    while (next && !doorOf(next)) next = at(next, ...step)
    if (!next) return
    event.preventDefault()
    doorOf(next).focus()
  })
  table.addEventListener("pointerover", (event) => {
    const door = event.target.closest("td a")
    if (door) door.title ||= door.textContent
  })

  // A row or a column ticks its cells; those that are taken out again stay untouched.
  const cellsOf = (box) => box.name === "row"
    ? [...box.closest("tr").cells]
    : lines.map((line) => line.cells[box.closest("th").cellIndex])
  const boxes = [...table.querySelectorAll("input[name=cell]")]
  const count = form.querySelector("[data-count]")
  const show = () => {
    if (!count) return
    const ticked = boxes.filter((box) => box.checked).length
    count.hidden = !ticked
    count.value = ticked
  }
  table.addEventListener("change", (event) => {
    const box = event.target
    if (box.name === "cell") {
      if (!box.checked) for (const all of [table.querySelector(`thead tr:last-child th:nth-child(${box.closest("td").cellIndex + 1}) input`), box.closest("tr").querySelector("input[name=row]")]) if (all) all.checked = false
    } else {
      for (const cell of cellsOf(box).slice(box.name === "row" ? 1 : 0)) if (boxOf(cell)) boxOf(cell).checked = box.checked
    }
    show()
  })
  // What is sent is one list of cells: a thousand fields are too many for one form.
  form.addEventListener("formdata", (event) => {
    for (const name of ["cell", "row", "column"]) event.formData.delete(name)
    event.formData.set("cells", boxes.filter((box) => box.checked).map((box) => box.value).join())
  })
  for (const box of table.querySelectorAll("input[name=row], input[name=column]")) {
    if (box.checked) box.dispatchEvent(new Event("change", { bubbles: true }))
  }
  form.querySelector("[data-keys]")?.removeAttribute("hidden")
  show()
})()
