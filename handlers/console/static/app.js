// Keeps the desk up to date and carries its forms out without leaving the
// page. Everything here also works without this file, by links and forms.
"use strict";
(() => {
  let csrf = document.body.dataset.csrf || "";
  const dialog = document.getElementById("dialog");
  const status = document.getElementById("status");
  const desk = document.querySelector("[data-live-desk]");
  const say = (text) => { status.textContent = ""; requestAnimationFrame(() => { status.textContent = text; }); };

  // ---- showing what changed -------------------------------------------------
  const sources = new WeakMap(); // element -> the HTML it was made of
  document.querySelectorAll("[data-key]").forEach((el) => sources.set(el, el.outerHTML));

  // A card somebody is typing in is left alone until they are done.
  const busy = (el) => [...el.querySelectorAll("textarea")].some((t) => t.value !== t.defaultValue || t === document.activeElement);

  // What is unfolded, and where the focus is, are known by words, not by places:
  // a card that changes has other parts.
  const said = (el) => el.tagName + el.textContent.trim();
  const focusIn = (el, target) => { target?.focus({ preventScroll: true }); return el.contains(document.activeElement); };

  // focusOf gives a function that puts the focus of an element into the one that
  // takes its place: on the same thing in the same row, else on a link of it, and
  // never on another button.
  function focusOf(old) {
    const at = document.activeElement;
    if (at === old || !old.contains(at)) return () => {};
    const key = at.closest("[data-key]").dataset.key, { action } = at.dataset, words = said(at);
    return (fresh) => {
      const row = [fresh, ...fresh.querySelectorAll("[data-key]")].find((el) => el.dataset.key === key);
      const same = row && [...row.querySelectorAll("a, button, summary")].find((el) => action ? el.dataset.action === action : said(el) === words);
      if (!focusIn(fresh, same)) focusIn(fresh, (row || fresh).querySelector("a[href]"));
    };
  }

  function replace(old, fresh) {
    const open = new Set([...old.querySelectorAll("details[open] > summary")].map(said));
    old.replaceWith(fresh);
    fresh.querySelectorAll("details > summary").forEach((s) => { if (open.has(said(s))) s.parentElement.open = true; });
  }

  // Whoever had the focus on a card that goes is led to what stands in its place:
  // the next card, the one before, or the heading.
  function leave(el) {
    const had = el.contains(document.activeElement), beside = [];
    for (let x = el.nextElementSibling; x; x = x.nextElementSibling) beside.push(x);
    for (let x = el.previousElementSibling; x; x = x.previousElementSibling) beside.push(x);
    el.remove();
    if (had && !beside.some((x) => focusIn(x, x.querySelector("a[href]")))) document.getElementById("staff-title")?.focus({ preventScroll: true });
  }

  function announce(old, fresh) {
    if (!fresh.dataset.case || (old && old.dataset.state === fresh.dataset.state)) return;
    say(`Case ${fresh.dataset.case}: ${fresh.querySelector(".status")?.textContent.trim() || ""}`);
  }

  // What somebody looks at or is about to press stays where it is on the
  // screen when cards come and go above it.
  function holdingStill(change) {
    const held = document.querySelector("[data-list] > :hover") || document.activeElement?.closest?.("[data-list] > *") ||
      (scrollY > 200 && [...document.querySelectorAll("#waiting > .card, #done > .card")].find((el) => el.getBoundingClientRect().bottom > 80));
    const key = held?.dataset?.key, list = held?.parentElement;
    const top = held && held.getBoundingClientRect().top;
    change();
    const after = key && [...list.children].find((el) => el.dataset.key === key);
    if (!after) return;
    const by = after.getBoundingClientRect().top - top;
    const short = scrollY + by + innerHeight - document.documentElement.scrollHeight;
    if (short > 0) desk.style.minHeight = desk.offsetHeight + short + "px"; // the page ends too soon to scroll so far
    window.scrollBy({ top: by, behavior: "instant" });
  }

  // Brings a list to what the server shows, one child at a time.
  function reconcile(list, fresh) {
    const old = new Map([...list.children].map((el) => [el.dataset.key, el]));
    let at = list.firstElementChild;
    for (const next of [...fresh.children]) {
      const html = next.outerHTML, had = old.get(next.dataset.key);
      old.delete(next.dataset.key);
      const refocus = had ? focusOf(had) : () => {};
      let now = had;
      if (!had) {
        now = next; now.classList.add("fresh"); announce(null, next);
      } else if (sources.get(had) !== html && !busy(had)) {
        announce(had, next);
        if (at === had) at = next;
        replace(had, next); now = next;
      }
      if (now !== had || !sources.has(now)) sources.set(now, html);
      if (now === at) at = at.nextElementSibling; else list.insertBefore(now, at);
      if (!now.contains(document.activeElement)) refocus(now); // what is moved loses it too
      reveal(now);
    }
    old.forEach((el) => { if (el.isConnected && !busy(el)) leave(el); });
  }

  async function load(path) {
    const r = await fetch(path, { credentials: "same-origin" });
    if (r.status === 401 || r.redirected) { signedOut(); throw new Error("signed out"); }
    if (!r.ok) throw new Error("status " + r.status);
    document.getElementById("signedout")?.remove();
    return new DOMParser().parseFromString(await r.text(), "text/html");
  }

  // ---- signed out -----------------------------------------------------------
  // Whoever is writing when their session ends stays on the page with what they
  // have written; anybody else is taken to sign in.
  const writing = () => [...document.querySelectorAll("textarea")].some((t) => t.value !== t.defaultValue);
  const goOn = "You are signed out. Sign in again in another tab, then send this here: nothing you wrote is lost.";

  function signedOut() {
    if (!writing()) { location.href = "/login"; return; }
    if (dialog?.open || document.getElementById("signedout")) return; // a form in a dialog says so when it is sent
    const link = document.createElement("a");
    link.href = "/login"; link.target = "_blank"; link.textContent = "Sign in";
    warn("signedout", goOn + " ", link);
  }

  // A notice above the page that stays in sight.
  function warn(id, ...words) {
    const notice = document.createElement("p");
    notice.id = id; notice.className = "trouble notice"; notice.setAttribute("role", "alert");
    notice.append(...words);
    document.getElementById("main").prepend(notice);
  }

  // A session begun meanwhile in another tab, by the same person, has a token of
  // its own.
  const signedInAs = (doc) => doc.querySelector(".who strong")?.textContent;
  async function renewed() {
    const r = await fetch("/", { credentials: "same-origin" });
    if (!r.ok || r.redirected) return false;
    const doc = new DOMParser().parseFromString(await r.text(), "text/html"), old = csrf;
    if (signedInAs(doc) !== signedInAs(document)) return false;
    csrf = doc.body.dataset.csrf || "";
    return csrf !== old;
  }

  async function refreshQueue() {
    const doc = await load("/fragments/queue");
    const now = document.getElementById("queue"), next = doc.getElementById("queue");
    holdingStill(() => {
      for (const id of ["owed", "waiting", "done"]) reconcile(document.getElementById(id), doc.getElementById(id));
      now.querySelector(".counts").replaceWith(next.querySelector(".counts"));
      const title = now.querySelector(".done-title"), fresh = next.querySelector(".done-title");
      if (!title && fresh) document.getElementById("done").before(fresh); else if (title && !fresh) title.remove();
    });
  }

  async function refreshClient() {
    const select = document.getElementById("channel"), list = document.getElementById("threads");
    if (!select || !list) return;
    const doc = await load("/fragments/client?channel=" + encodeURIComponent(select.value));
    const next = doc.getElementById("threads");
    if (list.dataset.channel !== next.dataset.channel) { list.replaceChildren(); list.dataset.channel = next.dataset.channel; }
    holdingStill(() => reconcile(list, next));
  }

  // Many changes at once cost one reading; a change during a reading, one more. A
  // reading that fails is tried again, and from the second on the page says so:
  // nobody must take an old desk for a quiet one.
  let wanted = false, running = false, failed = 0;
  async function refresh() {
    if (!desk) return;
    wanted = true;
    if (running) return;
    running = true;
    while (wanted) {
      wanted = false;
      try {
        await Promise.all([refreshQueue(), refreshClient()]);
        failed = 0;
      } catch (err) {
        console.warn("not refreshed:", err.message);
        if (err.message !== "signed out") { failed++; wanted = true; }
      }
      lost(failed > 1);
      await new Promise((done) => setTimeout(done, failed ? 3000 : 120));
    }
    running = false;
  }

  function lost(is) {
    const notice = document.getElementById("lost");
    if (!is) notice?.remove();
    else if (!notice) warn("lost", "This page cannot reach Countersign: what stands here may be old. It is brought up to date as soon as that works again.");
  }

  // ---- forms and dialogs ----------------------------------------------------
  // A message keeps its id until it is known to be taken in: sent again after an
  // answer that never came, it is the same message and not a second one.
  const tries = new WeakMap(); // form -> what was sent, and under which id
  function fields(form) {
    const body = new URLSearchParams(new FormData(form));
    body.delete("form"); // by which the program knows a second press where no script runs
    const what = body.toString();
    if (form.getAttribute("action") !== "/messages") return body;
    if (tries.get(form)?.what !== what) {
      const id = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
      tries.set(form, { what, id: "w-" + id });
    }
    body.set("id", tries.get(form).id);
    return body;
  }

  async function post(form, again) {
    const r = await fetch(form.getAttribute("action"), { // a field may be called action too
      method: "POST", credentials: "same-origin", body: fields(form),
      headers: { Accept: "application/json", "X-CSRF-Token": csrf },
    });
    if ((r.status === 401 || r.status === 403) && !again && await renewed()) return post(form, true);
    if (r.status === 401) return { ok: false, answer: { error: goOn } };
    return { ok: r.ok, answer: await r.json().catch(() => ({})) };
  }

  const wrong = (answer) => answer.error || "The program did not answer, so whether it took this is not known. Send it again in a moment: nothing is sent twice.";

  function showError(form, answer) {
    let place = form.querySelector("[data-error]");
    if (!place) {
      place = document.createElement("p");
      place.className = "trouble"; place.dataset.error = ""; place.setAttribute("role", "alert");
      form.append(place);
    }
    place.textContent = wrong(answer);
    place.hidden = false;
    const list = form.querySelector("[data-checks]");
    const signed = form.querySelector("[name=signed]"), send = form.querySelector("[data-submit]");
    if (signed && answer.signed) { signed.value = answer.signed; send.textContent = "I stand by it: send"; }
    if (list) list.replaceChildren(...(answer.checks || []).filter((c) => c.verdict !== "ok").map((c) => {
      const li = document.createElement("li");
      li.textContent = c.detail || c.name;
      return li;
    }));
  }

  async function submit(form) {
    if (form.dataset.sending) return; // a button that is disabled meanwhile would lose the focus
    form.dataset.sending = "1";
    let done = { ok: false, answer: {} };
    try { done = await post(form); } catch { /* told below */ }
    delete form.dataset.sending;
    if (!done.ok) { showError(form, done.answer); refresh(); return; }
    form.querySelector("[data-error]")?.remove();
    tries.delete(form);
    form.querySelectorAll("textarea").forEach((t) => { t.value = t.defaultValue = ""; });
    if (form.dataset.live === "dialog") { if (dialog.open) dialog.close(); else { location.href = "/"; return; } }
    if (form.dataset.live !== "message") form.closest("details")?.removeAttribute("open");
    if (form.dataset.live !== "dialog" && form.dataset.live !== "decision") say("Sent.");
    if (form.closest(".recordpage")) location.reload();
    await refresh();
  }

  async function ask(link) {
    const href = link.getAttribute("href");
    const doc = await load(href + (href.includes("?") ? "&" : "?") + "fragment=1").catch((err) => err);
    const form = doc.querySelector?.("form.ask");
    if (!form) {
      if (doc.message !== "signed out") say(/^status 4/.test(doc.message) ? "This is not possible any more: the case has moved on." : "The program did not answer. Try again in a moment.");
      refresh(); return;
    }
    dialog.replaceChildren(form);
    reveal(dialog);
    dialog.returnFocus = link.dataset.action + "@" + (link.closest("[data-case]")?.dataset.case || "");
    dialog.showModal();
    const text = dialog.querySelector("textarea[autofocus]");
    const at = text?.form.elements.action.value === "correct" ? text.value.length : 0; // its beginning is given
    if (text) { text.focus(); text.setSelectionRange(at, at); text.scrollTop = 0; }
  }

  // Escape would drop what somebody wrote in a dialog: that takes a second press.
  dialog?.addEventListener("cancel", (e) => {
    const place = dialog.querySelector("[data-error]");
    const written = [...dialog.querySelectorAll("textarea")].some((t) => t.value !== (t.dataset.proposed ?? t.defaultValue));
    if (!place || !written || dialog.dataset.leaving) return;
    e.preventDefault();
    dialog.dataset.leaving = "1";
    place.textContent = "What you wrote has not been sent. Press Escape again to drop it.";
    place.hidden = false;
  });
  dialog?.addEventListener("input", () => { delete dialog.dataset.leaving; });

  dialog?.addEventListener("close", () => {
    delete dialog.dataset.leaving;
    const [action, id] = (dialog.returnFocus || "@").split("@");
    const card = document.querySelector(`[data-case="${id}"]`);
    (card?.querySelector(`[data-action="${action}"]`) || card?.querySelector("a, button"))?.focus();
    dialog.replaceChildren();
  });

  function copy(button) {
    const text = button.parentElement.querySelector("[data-opener]").textContent;
    const refused = () => { button.textContent = "Mark the text to copy it"; say("Copying is not allowed here: mark the text instead."); };
    if (!navigator.clipboard) { refused(); return; } // over plain http browsers offer none
    navigator.clipboard.writeText(text).then(() => { button.textContent = "Copied"; say("Copied."); }, refused);
  }

  function insert(button) {
    const area = button.closest("form").querySelector("textarea[name=text]");
    area.setRangeText(button.dataset.insert, area.selectionStart, area.selectionEnd, "end");
    area.focus();
  }

  // The firm's own words for a reason take the place of those proposed before,
  // never of what somebody typed.
  function proposed(chip) {
    const area = chip.form.querySelector("textarea[name=text]");
    if (!area || chip.form.elements.action.value !== "escalate") return;
    const before = area.dataset.proposed ?? area.defaultValue;
    if (area.value !== before) return;
    area.value = area.dataset.proposed = chip.dataset.words || area.defaultValue;
  }

  // Buttons that only work with this file appear with it.
  function reveal(root) { root.querySelectorAll("[data-copy], [data-insert]").forEach((b) => { b.hidden = false; }); }

  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!form.matches("form[data-live]")) return;
    e.preventDefault();
    submit(form);
  });
  document.addEventListener("click", (e) => {
    const el = e.target.closest("a, button");
    if (!el || e.ctrlKey || e.metaKey || e.shiftKey) return;
    if (el.matches("[data-dialog]")) { e.preventDefault(); ask(el); }
    else if (el.matches("[data-close]") && dialog.open) { e.preventDefault(); dialog.close(); }
    else if (el.matches("[data-copy]")) copy(el);
    else if (el.matches("[data-insert]")) insert(el);
    else if (el.matches("[data-sample]")) {
      e.preventDefault();
      const box = document.getElementById("message");
      box.value = el.dataset.sample; box.focus();
    }
  });
  // A menu closes when something else is chosen.
  const closeMenus = (but) => document.querySelectorAll("details[data-menu][open]").forEach((m) => { if (m !== but) m.open = false; });
  document.addEventListener("click", (e) => closeMenus(e.target.closest("details[data-menu]")), true);
  document.addEventListener("focusin", (e) => closeMenus(e.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (e) => {
    const menu = e.target.closest?.("details[data-menu][open]");
    if (e.key === "Escape" && menu) { menu.open = false; menu.querySelector("summary").focus(); }
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && e.target.matches("form[data-live] textarea")) { e.preventDefault(); e.target.form.requestSubmit(); }
    if (e.key === " " && e.target.matches("a[role=button]")) e.preventDefault(); // it would scroll
  });
  document.addEventListener("keyup", (e) => {
    if (e.key === " " && e.target.matches("a[role=button]")) e.target.click(); // as a button does
  });
  document.addEventListener("change", (e) => {
    if (e.target.matches("form[data-auto] select, form[data-auto] input")) e.target.form.submit();
    if (e.target.matches("form.ask [name=chip]")) proposed(e.target);
    if (e.target.id === "channel") {
      document.getElementById("author").value = e.target.selectedOptions[0].dataset.author || "";
      history.replaceState(null, "", "/?channel=" + encodeURIComponent(e.target.value));
      refresh();
    }
  });

  // ---- hearing of changes ---------------------------------------------------
  reveal(document);
  if (desk) {
    let events;
    const listen = () => {
      events = new EventSource("/api/events");
      for (const kind of ["hello", "case", "thread"]) events.addEventListener(kind, refresh);
      events.onerror = () => {
        refresh();
        if (events.readyState === EventSource.CLOSED) setTimeout(listen, 10000); // a refusal: the browser itself does not come back
      };
    };
    listen();
    setInterval(refresh, 60000); // the clocks on the cards
    window.addEventListener("pagehide", () => events.close());
  }
})();
