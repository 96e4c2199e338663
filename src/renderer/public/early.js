// Before the first paint, so that no light page flashes dark: the program itself comes later.
document.documentElement.dataset.theme = localStorage.getItem('flawsmith.theme') ?? 'dark';
document.documentElement.lang = localStorage.getItem('flawsmith.language') ?? 'en';
