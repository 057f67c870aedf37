// Turns every time on the page into the reader's own; the UTC text stays as its tooltip, and is what is seen without scripts.
(() => {
  'use strict';
  const local = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'medium'});
  const translate = () => document.querySelectorAll('time[datetime]:not([title])').forEach((time) => {
    const instant = new Date(time.getAttribute('datetime'));
    if (!Number.isNaN(instant.getTime())) {
      time.title = time.textContent;
      time.textContent = local.format(instant);
    }
  });
  translate();
  // Parts of the page are drawn again while it is open.
  new MutationObserver(translate).observe(document.body, {childList: true, subtree: true});
})();
