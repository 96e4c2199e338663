import { createRouter, createWebHashHistory } from 'vue-router';
import { stageWords } from '#shared/contract/studio.ts';
import DatasetStage from './stages/dataset/DatasetStage.vue';
import ImportPage from './stages/dataset/ImportPage.vue';
import DoctorPage from './stages/doctor/DoctorPage.vue';
import EvaluationStage from './stages/evaluation/EvaluationStage.vue';
import ExportStage from './stages/export/ExportStage.vue';
import HomePage from './stages/home/HomePage.vue';
import SynthesisStage from './stages/synthesis/SynthesisStage.vue';
import TrainingStage from './stages/training/TrainingStage.vue';

const stages = {
  dataset: DatasetStage,
  synthesis: SynthesisStage,
  training: TrainingStage,
  evaluation: EvaluationStage,
  export: ExportStage,
};

/** Every stage gets the product's id as the prop `product`. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'home', component: HomePage },
    { path: '/doctor', name: 'doctor', component: DoctorPage },
    ...stageWords.map((stage) => ({
      path: `/p/:product/${stage}`,
      name: stage,
      component: stages[stage],
      props: true,
    })),
    {
      path: '/p/:product/dataset/add',
      name: 'add',
      component: ImportPage,
      meta: { stage: 'dataset' },
      props: ({ params, query }) => ({ product: params['product'], folder: query['folder'] ?? '' }),
    },
    { path: '/:rest(.*)', redirect: '/' },
  ],
});
