// Vectors and noise. The same code on a CPU and on a GPU.
#pragma once
#include <cmath>
#include <cstdint>
#ifdef __CUDACC__
#define HD __host__ __device__ inline
#else
#define HD inline
#endif

struct f3 {
  float x, y, z;
};
HD f3 v3(float x, float y, float z) { return f3{x, y, z}; }
HD f3 v3(float x) { return f3{x, x, x}; }
HD f3 operator+(f3 a, f3 b) { return v3(a.x + b.x, a.y + b.y, a.z + b.z); }
HD f3 operator-(f3 a, f3 b) { return v3(a.x - b.x, a.y - b.y, a.z - b.z); }
HD f3 operator*(f3 a, f3 b) { return v3(a.x * b.x, a.y * b.y, a.z * b.z); }
HD f3 operator*(f3 a, float s) { return v3(a.x * s, a.y * s, a.z * s); }
HD f3 operator*(float s, f3 a) { return a * s; }
HD float dot(f3 a, f3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
HD f3 cross(f3 a, f3 b) { return v3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x); }
HD float len(f3 a) { return sqrtf(dot(a, a)); }
HD f3 norm(f3 a) { return a * (1.0f / (len(a) + 1e-9f)); }
HD float mixf(float a, float b, float t) { return a + (b - a) * t; }
HD f3 mix(f3 a, f3 b, float t) { return a + (b - a) * t; }
HD float sat(float a) { return a < 0 ? 0 : a > 1 ? 1 : a; }
HD float clampf(float a, float l, float h) { return a < l ? l : a > h ? h : a; }
HD float sstep(float a, float b, float x) {
  float t = sat((x - a) / (b - a));
  return t * t * (3 - 2 * t);
}
HD float fracf(float x) { return x - floorf(x); }
HD float maxf(float a, float b) { return a > b ? a : b; }
HD float minf(float a, float b) { return a < b ? a : b; }

HD uint32_t hash(uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  x ^= x >> 16;
  return x;
}
HD float h3(int x, int y, int z, uint32_t s) {
  return (hash(uint32_t(x) * 73856093u ^ uint32_t(y) * 19349663u ^ uint32_t(z) * 83492791u ^ s) >> 8) *
         (1.0f / 16777216.0f);
}
HD float vnoise(f3 p, uint32_t s) {
  float fx = floorf(p.x), fy = floorf(p.y), fz = floorf(p.z);
  int x = int(fx), y = int(fy), z = int(fz);
  float u = p.x - fx, v = p.y - fy, w = p.z - fz;
  u = u * u * (3 - 2 * u);
  v = v * v * (3 - 2 * v);
  w = w * w * (3 - 2 * w);
  float a = mixf(mixf(h3(x, y, z, s), h3(x + 1, y, z, s), u), mixf(h3(x, y + 1, z, s), h3(x + 1, y + 1, z, s), u), v);
  float b = mixf(mixf(h3(x, y, z + 1, s), h3(x + 1, y, z + 1, s), u),
                 mixf(h3(x, y + 1, z + 1, s), h3(x + 1, y + 1, z + 1, s), u), v);
  return mixf(a, b, w);
}
// Octaves under the pixel's width fw are left out.
HD float fbm(f3 p, uint32_t s, int oct, float fw, float gain = 0.55f) {
  float a = 0.5f, sum = 0, tot = 0, f = 1;
  for (int i = 0; i < oct; i++) {
    float fade = i ? sat(1.6f - 2.0f * f * fw) : 1.0f;
    sum += a * (fade > 0 ? mixf(0.5f, vnoise(p * f + v3(i * 17.3f), s + i), fade) : 0.5f);
    tot += a;
    a *= gain;
    f *= 2.03f;
  }
  return sum / tot;
}
// Nearest cell point: distance, and a value of the cell.
HD float cells(float x, float y, uint32_t s, float* value) {
  int ix = int(floorf(x)), iy = int(floorf(y));
  float best = 9;
  for (int j = -1; j <= 1; j++)
    for (int i = -1; i <= 1; i++) {
      float cx = ix + i + h3(ix + i, iy + j, 1, s), cy = iy + j + h3(ix + i, iy + j, 2, s);
      float d = (cx - x) * (cx - x) + (cy - y) * (cy - y);
      if (d < best) {
        best = d;
        *value = h3(ix + i, iy + j, 3, s);
      }
    }
  return sqrtf(best);
}
