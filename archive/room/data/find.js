// Searches in the browser, in what Pagefind made of the texts. From a disk no browser lets a page do that.
(() => {
  const found = document.getElementById("found");
  if (!found) return;
  const told = found.dataset;
  const say = (text) => { document.getElementById("said").textContent = text; };
  const query = (new URLSearchParams(location.search).get("q") || "").trim();
  document.querySelectorAll('input[name="q"]').forEach((box) => { box.value = query; });
  if (location.protocol === "file:") { say(told.disk); return; }
  if (!query) return;

  function excerpt(html) {  // of what Pagefind gives, text and marks alone
    const parsed = document.createElement("template");
    parsed.innerHTML = html;
    const line = document.createElement("p");
    for (const node of parsed.content.childNodes) {
      if (node.nodeName === "MARK") {
        line.append(Object.assign(document.createElement("mark"), { textContent: node.textContent }));
      } else line.append(node.textContent);
    }
    return line;
  }

  function item(data) {
    const one = document.createElement("li");
    const head = document.createElement("h2");
    head.append(Object.assign(document.createElement("a"), { href: data.url, textContent: data.meta.title }));
    const soft = document.createElement("p");
    soft.className = "soft";
    soft.textContent = [data.meta.language, data.meta.written].filter(Boolean).join(" · ");
    one.append(head, soft, excerpt(data.excerpt));
    return one;
  }

  async function search() {
    const pagefind = await import(new URL(told.index, location.href).href);
    const result = await pagefind.search(query);
    const many = result.results.length;
    say((many === 1 ? told.one : many ? told.many : told.none).replace("{0}", many));
    const more = document.getElementById("more");
    let at = 0;
    async function show() {
      const some = await Promise.all(result.results.slice(at, at + 20).map((one) => one.data()));
      at += some.length;
      found.append(...some.map(item));
      more.hidden = at >= many;
    }
    more.addEventListener("click", show);
    await show();
  }

  search().catch(() => say(told.failed));
})();
