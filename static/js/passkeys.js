/* "Use my face, finger or phone lock": hands each form that wants it (data-lock: login, add or authenticate) to
   allauth's passkey script, and shows it where it can work: a browser that knows passkeys, and an address with a name
   (they are not made for bare numbers such as 127.0.0.1). When the person or the phone says no, says so. */
document.addEventListener("DOMContentLoaded", () => {
  const named = !/^\[|^[\d.]+$/.test(window.location.hostname)
  const can = named && window.PublicKeyCredential !== undefined && window.webauthnJSON !== undefined
  for (const element of document.querySelectorAll("[data-passkey]")) element.hidden = !can
  for (const element of document.querySelectorAll("[data-no-passkey]")) element.hidden = can
  for (const form of document.querySelectorAll("form[data-lock]")) {
    const kind = form.dataset.lock
    const id = (selector) => form.querySelector(selector)?.id
    window.allauth.webauthn.forms[`${kind}Form`]({
      ids: {
        [kind]: id("[data-lock-button]"),
        credential: id('[name="credential"]'),
        passwordless: id('[name="passwordless"]'),
        data: "js_data"
      }
    })
  }
})
document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  for (const element of document.querySelectorAll("[data-passkey-trouble]")) element.hidden = false
})
