// Batches of random scenes, rendered: linear light and disparity. Compiled by nvcc for a GPU or by g++ for the CPU.
#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "stage.h"
#include "trace.h"

static void each(int n, int threads, const std::function<void(int)>& f) {
  std::atomic<int> next{0};
  std::vector<std::thread> pool;
  for (int t = 0; t < threads; t++)
    pool.emplace_back([&] {
      for (int i; (i = next++) < n;) f(i);
    });
  for (auto& t : pool) t.join();
}
struct Packed {
  std::vector<Scene> scenes;
  std::vector<Part> parts;
  std::vector<Obj> objs;
  std::vector<Box> boxes;
  std::vector<Card> cards;
  std::vector<Mat> mats;
};
static void pack(uint64_t seed, int B, int images, int threads, Packed& w, int* kinds) {
  std::vector<std::unique_ptr<Stage>> g(B);
  each(B, threads, [&](int i) {
    g[i].reset(new Stage(seed + i, images));
    g[i]->make();
  });
  for (int i = 0; i < B; i++) {
    Stage& q = *g[i];
    Scene s = q.s;
    kinds[i] = q.kind;
    s.obj0 = w.objs.size();
    s.part0 = w.parts.size();
    s.box0 = w.boxes.size();
    s.card0 = w.cards.size();
    s.mat0 = w.mats.size();
    w.objs.insert(w.objs.end(), q.objs.begin(), q.objs.end());
    w.parts.insert(w.parts.end(), q.parts.begin(), q.parts.end());
    w.boxes.insert(w.boxes.end(), q.boxes.begin(), q.boxes.end());
    w.cards.insert(w.cards.end(), q.cards.begin(), q.cards.end());
    w.mats.insert(w.mats.end(), q.mats.begin(), q.mats.end());
    w.scenes.push_back(s);
  }
}
#ifdef __CUDACC__
#include <cuda_runtime.h>
__global__ void __launch_bounds__(128) kernel(World w, const Scene* scenes, int B, int H, int W, int spp, float* out) {
  int tile = blockIdx.x, across = (W + 7) / 8, down = (H + 15) / 16, b = tile / (across * down);
  tile -= b * across * down;
  int x = (tile % across) * 8 + (threadIdx.x & 7), y = (tile / across) * 16 + (threadIdx.x >> 3);
  if (x < W && y < H) pixel(w, scenes, b, y, x, H, W, spp, out);
}
template <class T>
static const T* put(int slot, const std::vector<T>& v, cudaStream_t st) {
  static void* at[6];
  static size_t room[6];
  size_t need = (v.size() + 1) * sizeof(T);
  if (need > room[slot]) {
    if (at[slot]) cudaFree(at[slot]);
    cudaMalloc(&at[slot], need * 2);
    room[slot] = need * 2;
  }
  cudaMemcpyAsync(at[slot], v.data(), v.size() * sizeof(T), cudaMemcpyHostToDevice, st);
  return (const T*)at[slot];
}
#endif
extern "C" int cast(uint64_t seed, int B, int H, int W, int spp, const uint8_t* atlas, int images, int side, float* out,
                    int* kinds, int threads, void* stream) {
  Packed p;
  pack(seed, B, images, threads, p, kinds);
#ifdef __CUDACC__
  cudaStream_t st = (cudaStream_t)stream;
  World w{put(0, p.parts, st),
          put(1, p.objs, st),
          put(2, p.boxes, st),
          put(3, p.cards, st),
          put(4, p.mats, st),
          atlas,
          images,
          side};
  kernel<<<B*((W + 7) / 8) * ((H + 15) / 16), 128, 0, st>>>(w, put(5, p.scenes, st), B, H, W, spp, out);
  cudaStreamSynchronize(st);
  return int(cudaGetLastError());
#else
  World w{p.parts.data(), p.objs.data(), p.boxes.data(), p.cards.data(), p.mats.data(), atlas, images, side};
  each(B * H, threads, [&](int k) {
    for (int x = 0; x < W; x++) pixel(w, p.scenes.data(), k / H, k % H, x, H, W, spp, out);
  });
  return 0;
#endif
}
