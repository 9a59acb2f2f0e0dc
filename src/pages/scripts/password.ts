/**
 * Marks the rules of a new password that are met, while somebody types. A text and not a module: browsers get it as it stands.
 * It marks no rule that the server might still refuse, says nothing of strength, and sends nothing.
 */
export const passwordScript = /* js */ `'use strict';
for (const list of document.querySelectorAll('[data-rules]')) {
  const field = document.getElementById(list.dataset.rules);
  const told = list.parentElement.querySelector('[aria-live]');
  const parts = (text) => [text, ...text.split(/[^\\p{L}\\p{N}]+/u)].map((part) => part.toLowerCase()).filter((part) => part.length >= 3);
  const names = () => [...field.form.querySelectorAll('[autocomplete=username], [autocomplete=email]')]
    .map((input) => input.value.trim()).concat(list.dataset.names.split(' ')).flatMap(parts);
  const rules = {
    length: (text) => text.length >= Number(list.dataset.least) && text.length <= 256,
    names: (text) => text.length > 0 && !names().some((name) => text.join('').toLowerCase().includes(name)),
  };
  let timer;
  const look = () => {
    // Characters as the server counts them.
    const text = [...field.value.normalize('NFC')];
    const news = [...list.querySelectorAll('[data-rule]')].filter((item) => {
      const isMet = rules[item.dataset.rule](text);
      const isNews = isMet && !item.hasAttribute('data-met');
      item.toggleAttribute('data-met', isMet);
      item.querySelector('.sr').hidden = !isMet;
      return isNews;
    });
    if (news.length === 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => { told.textContent = news.map((item) => item.textContent.trim()).join(' '); }, 600);
  };
  field.form.addEventListener('input', look);
  if (field.value !== '') look();
}
`
