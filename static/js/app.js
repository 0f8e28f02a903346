// Stands in <head> without "defer": the theme is set before the first paint. Everything works without this file.
(() => {
  const root = document.documentElement
  const system = matchMedia("(prefers-color-scheme: dark)")
  const here = document.currentScript.dataset
  const theme = {
    get kept() { try { return localStorage.getItem("theme") } catch { return null } },
    keep(name) { try { name ? localStorage.setItem("theme", name) : localStorage.removeItem("theme") } catch { /* private window */ } },
    get system() { return system.matches ? "dark" : "light" },
    get now() { return this.kept || this.system },
  }

  const paint = () => {
    root.dataset.bsTheme = theme.now
    for (const button of document.querySelectorAll("[data-theme-switch]")) button.ariaPressed = String(theme.now === "dark")
  }

  const turn = () => {
    const other = theme.now === "dark" ? "light" : "dark"
    theme.keep(other === theme.system ? null : other)
    paint()
  }

  // A menu is a <details data-menu>: closed by Escape, by a click elsewhere, or when the focus leaves it.
  const close = (except) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(except)) menu.open = false
  }

  // htmx comes when somebody first touches a page that uses it; until then its links and forms work by themselves.
  const fetchHtmx = () => {
    if (document.readyState !== "complete") return addEventListener("load", fetchHtmx, { once: true })
    if (!here.htmx || !document.querySelector("[hx-get],[hx-post],[data-hx-get],[data-hx-post]")) return
    const script = document.createElement("script")
    script.src = here.htmx
    here.htmx = ""
    document.head.append(script)
  }

  root.classList.add("js")
  paint()
  system.addEventListener("change", paint)
  addEventListener("storage", paint)

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-switch]")) turn()
    if (event.target.closest("[data-print]")) print()
    close(event.target)
  })
  document.addEventListener("focusin", (event) => close(event.target))
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]")
    if (!menu) return
    menu.querySelector("summary").focus()
    menu.open = false
  })

  // A name that can be written is put where somebody wrote last.
  let written = null
  document.addEventListener("focusin", ({ target }) => { if (target.matches("main form :is(textarea, input[type=text])")) written = target })
  document.addEventListener("click", (event) => {
    const name = event.target.closest("[data-insert]")
    const field = name && (written?.isConnected ? written : document.querySelector("main form textarea"))
    if (!field) return
    field.setRangeText(name.dataset.insert, field.selectionStart, field.selectionEnd, "end")
    field.focus()
    field.dispatchEvent(new Event("change", { bubbles: true }))
  })

  // A second click on a button that is already at work does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target
    if (event.submitter?.formTarget) return  // it is shown in a frame: the page stays as it is
    if (form.ariaBusy === "true") return event.preventDefault()
    form.ariaBusy = "true"
    setTimeout(() => { form.ariaBusy = null }, 4000)
  })
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[aria-busy]")) form.ariaBusy = null
  })

  for (const touch of ["pointermove", "pointerdown", "focusin", "keydown"]) {
    addEventListener(touch, fetchHtmx, { once: true, passive: true })
  }

  // A link to a phase opens it; on paper all phases are open.
  const unfold = () => { const phase = location.hash && document.querySelector(`details${location.hash}`); if (phase) phase.open = true }
  addEventListener("hashchange", unfold)
  addEventListener("beforeprint", () => { for (const phase of document.querySelectorAll("details.phase")) phase.open = true })

  document.addEventListener("DOMContentLoaded", () => {
    paint()
    unfold()
    if (document.querySelector("[hx-trigger^=every]")) fetchHtmx()  // this page looks again by itself
    document.querySelector("[data-error-summary]")?.focus()
  })
})()
