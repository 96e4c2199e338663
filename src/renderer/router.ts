import { createRouter, createWebHashHistory } from 'vue-router';
import { stageWords } from '#shared/contract/studio.ts';
import HomePage from './stages/home/HomePage.vue';

/** Each page comes when it is gone to; the others are fetched while the first one is looked at. */
const pages = {
  dataset: () => import('./stages/dataset/DatasetStage.vue'),
  synthesis: () => import('./stages/synthesis/SynthesisStage.vue'),
  training: () => import('./stages/training/TrainingStage.vue'),
  evaluation: () => import('./stages/evaluation/EvaluationStage.vue'),
  export: () => import('./stages/export/ExportStage.vue'),
  add: () => import('./stages/dataset/ImportPage.vue'),
  zones: () => import('./stages/zones/ZonesStage.vue'),
  label: () => import('./stages/label/LabelStage.vue'),
  doctor: () => import('./stages/doctor/DoctorPage.vue'),
};

/** Fetches all pages, so that going to one does not wait, and needs no studio. */
export function fetchPages(): void {
  for (const load of Object.values(pages))
    void load().catch((error: unknown) => console.info('A page comes later.', error));
}

/** Every stage gets the product's id as the prop `product`. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'home', component: HomePage },
    { path: '/doctor', name: 'doctor', component: pages.doctor },
    ...stageWords.map((stage) => ({
      path: `/p/:product/${stage}`,
      name: stage,
      component: pages[stage],
      props: true,
    })),
    {
      path: '/p/:product/dataset/add',
      name: 'add',
      component: pages.add,
      meta: { stage: 'dataset' },
      props: ({ params, query }) => ({ product: params['product'], folder: query['folder'] ?? '' }),
    },
    {
      path: '/p/:product/dataset/zones',
      name: 'zones',
      component: pages.zones,
      meta: { stage: 'dataset' },
      props: true,
    },
    {
      path: '/p/:product/dataset/label',
      name: 'label',
      component: pages.label,
      meta: { stage: 'dataset' },
      props: ({ params, query }) => ({ product: params['product'], picture: Number(query['image']) || undefined }),
    },
    { path: '/:rest(.*)', redirect: '/' },
  ],
});
