import './ui/navigatorLanguage.ts';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { i18n } from './i18n.ts';
import { fetchPages, router } from './router.ts';
import './ui/tokens.css';
import './ui/shell.css';
import './ui/app.css';

createApp(App).use(createPinia()).use(router).use(i18n).mount('#app');

void router.isReady().then(() => setTimeout(fetchPages));
