// A search field above each long list of choices: <select data-search>. Without this file the list works by itself.
(() => {
  const LONG = 12
  const SHOWN = 7
  const fold = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase()

  const enrich = (select) => {
    if (select.options.length <= LONG) return
    const whole = [...select.children]
    const words = new Map([...select.options].map((option) => {
      const group = option.parentElement.label ?? ""
      return [option, fold(`${option.label} ${group}`)]
    }))
    const search = document.createElement("input")
    Object.assign(search, { type: "search", className: "form-control pick", autocomplete: "off" })
    search.placeholder = select.dataset.search
    search.setAttribute("aria-label", `${select.labels[0]?.innerText ?? ""}: ${select.dataset.search}`)
    select.before(search)

    const show = () => {
      const wanted = fold(search.value).split(/\s+/).filter(Boolean)
      const fits = (option) => option.value && wanted.every((word) => words.get(option).includes(word))
      const chosen = select.value
      select.replaceChildren(...whole.flatMap((child) => {
        if (!wanted.length) return [child]
        if (child.tagName === "OPTION") return fits(child) ? [child] : []
        const group = child.cloneNode()
        group.append(...[...child.children].filter(fits).map((option) => option.cloneNode(true)))
        return group.children.length ? [group] : []
      }))
      const found = [...select.options]
      if (!found.length) select.append(Object.assign(new Option(select.dataset.none, ""), { disabled: true }))
      select.value = found.some((option) => option.value === chosen) ? chosen : ""
      if (wanted.length && found.length === 1) select.value = found[0].value
      select.size = wanted.length ? Math.min(SHOWN, Math.max(2, found.length + select.querySelectorAll("optgroup").length)) : 1
    }
    const close = () => {
      if (!select.value) return
      const chosen = select.value
      search.value = ""
      show()
      select.value = chosen
    }

    search.addEventListener("input", show)
    search.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { search.value = ""; show() }
      if (!search.value || !["ArrowDown", "Enter"].includes(event.key)) return
      event.preventDefault()
      select.selectedIndex = Math.max(0, select.selectedIndex)
      select.focus()
    })
    select.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || select.size < 2) return
      event.preventDefault()
      close()
    })
    select.addEventListener("click", () => { if (select.size > 1) close() })
    select.addEventListener("blur", close)
  }

  for (const select of document.querySelectorAll("select[data-search]")) enrich(select)
})()
