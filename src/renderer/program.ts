import './ui/navigatorLanguage.ts';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { i18n } from './i18n.ts';
import { fetchPages, router } from './router.ts';

createApp(App).use(createPinia()).use(router).use(i18n).mount('#app');

// after what the first page asks of the studio
void router.isReady().then(() => setTimeout(fetchPages, 500));
