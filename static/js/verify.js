// Hashes a file in the browser, so that it need not be sent. Without this file it is sent, hashed and thrown away.
(() => {
  const form = document.querySelector("[data-hash-here]")
  if (!form || !globalThis.crypto?.subtle) return
  const file = form.querySelector("input[type=file]")
  const field = form.querySelector("input[name=sha256]")
  form.querySelector("[data-sent]").hidden = true
  form.querySelector("[data-stays]").hidden = false

  form.addEventListener("submit", async (event) => {
    if (!file.files.length) return
    event.preventDefault()
    const digest = await crypto.subtle.digest("SHA-256", await file.files[0].arrayBuffer())
    field.value = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
    file.disabled = true
    form.submit()
  })
  // Who comes back finds the form as it was.
  addEventListener("pageshow", () => { file.disabled = false; field.value = "" })

  const zone = form.closest("section")
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("is-over") })
  for (const end of ["dragleave", "drop"]) zone.addEventListener(end, () => zone.classList.remove("is-over"))
  zone.addEventListener("drop", (event) => {
    event.preventDefault()
    if (!event.dataTransfer.files.length) return
    file.files = event.dataTransfer.files
    form.requestSubmit()
  })
})()
