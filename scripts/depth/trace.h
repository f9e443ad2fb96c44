// What a ray meets and the light that comes back. The same code on a CPU and on a GPU.
#pragma once
#include "texture.h"

HD float part(const Part& a, f3 p) {
  f3 d = p - a.c, q = v3(dot(a.rx, d), dot(a.ry, d), dot(a.rz, d));
  switch (a.type) {
    case ELLIPSOID: {
      f3 u = v3(q.x / a.s.x, q.y / a.s.y, q.z / a.s.z), v = v3(u.x / a.s.x, u.y / a.s.y, u.z / a.s.z);
      float k = len(u);
      return k * (k - 1) / (len(v) + 1e-6f);
    }
    case BOXP: {
      f3 g = v3(fabsf(q.x) - a.s.x + a.e, fabsf(q.y) - a.s.y + a.e, fabsf(q.z) - a.s.z + a.e);
      f3 o = v3(maxf(g.x, 0), maxf(g.y, 0), maxf(g.z, 0));
      return len(o) + minf(maxf(g.x, maxf(g.y, g.z)), 0) - a.e;
    }
    case CAPSULE: {
      float h = clampf(q.y, -a.s.y, a.s.y), r = mixf(a.s.x, a.s.z, h / (2 * a.s.y + 1e-6f) + .5f);
      return len(v3(q.x, q.y - h, q.z)) - r;
    }
    case CYLINDER: {
      float x = sqrtf(q.x * q.x + q.z * q.z) - a.s.x + a.e, y = fabsf(q.y) - a.s.y + a.e;
      float o = sqrtf(maxf(x, 0) * maxf(x, 0) + maxf(y, 0) * maxf(y, 0));
      return o + minf(maxf(x, y), 0) - a.e;
    }
    case TORUS: {
      float x = sqrtf(q.x * q.x + q.z * q.z) - a.s.x;
      return sqrtf(x * x + q.y * q.y) - a.s.y;
    }
    default: {
      float r = mixf(a.s.x, a.s.z, sat(q.y / (2 * a.s.y) + .5f)),
            k = 2 * a.s.y / sqrtf(4 * a.s.y * a.s.y + (a.s.x - a.s.z) * (a.s.x - a.s.z));
      return maxf((sqrtf(q.x * q.x + q.z * q.z) - r) * k, fabsf(q.y) - a.s.y);
    }
  }
}
HD float field(const World& w, const Obj& o, const Part* ps, f3 p, int* which) {
  float d = 1e9f, near = 1e9f;
  for (int i = 0; i < o.count; i++) {
    const Part& a = ps[o.first + i];
    float e = part(a, p);
    if (a.op) {
      if (-e > d) {
        d = -e;
        *which = i;
      }
      continue;
    }
    if (e < near) {
      near = e;
      *which = i;
    }
    float k = a.k;
    if (k > 0 && d < 1e8f) {
      float h = sat(0.5f + 0.5f * (d - e) / k);
      d = mixf(d, e, h) - k * h * (1 - h);
    } else
      d = minf(d, e);
  }
  if (o.amp > 0 && d < 3 * o.amp) d -= o.amp * (fbm(p * o.freq, o.seed, 3, 0) - 0.5f) * 2;
  return d;
}
HD bool ball(f3 o, f3 d, f3 c, float r, float* a, float* b) {
  f3 m = c - o;
  float k = dot(m, d), h = r * r - (dot(m, m) - k * k);
  if (h < 0) return false;
  h = sqrtf(h);
  *a = k - h;
  *b = k + h;
  return *b > 1e-3f;
}
HD bool hole(const Card& c, float u, float v) {
  switch (c.alpha) {
    case LEAFY: {
      float x = u * c.lu * c.freq, y = v * c.lv * c.freq, val;
      float d = cells(x, y, c.seed, &val);
      float edge = u * u + v * v;
      return d > 0.5f * (1.15f - 0.75f * edge) || val < 0.15f || edge > 1.0f;
    }
    case BLOB: {
      float a = atan2f(v, u), r = sqrtf(u * u + v * v), k = 0.66f;
      for (int i = 1; i < 6; i++)
        k += (0.55f / (i + 1.f)) * (h3(i, 1, 1, c.seed) - .5f) * sinf(i * a + 6.28f * h3(i, 2, 1, c.seed));
      return r > k;
    }
    case LATTICE: {
      float wd = mixf(1.0f, c.taper, v * .5f + .5f);
      if (fabsf(u) > wd) return true;
      float x = u / wd, y = (v * .5f + .5f) * c.freq;
      float edge = 1 - fabsf(x);
      if (edge < 0.16f) return false;
      float d1 = fabsf(fracf(y) - (x * .5f + .5f)), d2 = fabsf(fracf(y) - (.5f - x * .5f)),
            d3 = minf(fracf(y), 1 - fracf(y));
      return d1 > .07f && d2 > .07f && d3 > .06f;
    }
    case BARS: {
      return fabsf(fracf(u * c.freq) - .5f) > .5f * c.taper && fabsf(fabsf(v) - .8f) > .06f;
    }
    case DISC: return u * u + v * v > 1;
    case PETAL: {
      float wd = sqrtf(maxf(0, 1 - v * v)) * mixf(1, .6f, sat(-v));
      return fabsf(u) > wd;
    }
    default: return false;
  }
}

HD void march(const World& w, const Scene& s, int k, f3 o, f3 d, float a, float b, Hit* hit, bool shadow) {
  const Obj& ob = w.objs[s.obj0 + k];
  const Part* ps = w.parts + s.part0;
  float t = maxf(a, 1e-3f), eps = 4e-4f * maxf(a, 0.05f);
  int which = 0;
  for (int i = 0; i < (shadow ? 28 : 72) && t < b; i++) {
    float e = field(w, ob, ps, o + d * t, &which);
    if (e < eps || (i == 71 && e < 12 * eps)) {
      hit->t = t;
      if (shadow) return;
      f3 p = o + d * t;
      int q;
      float h = maxf(1e-3f * t, 2e-4f);
      float e0 = field(w, ob, ps, p + v3(h, -h, -h), &q), e1 = field(w, ob, ps, p + v3(-h, -h, h), &q);
      float e2 = field(w, ob, ps, p + v3(-h, h, -h), &q), e3 = field(w, ob, ps, p + v3(h, h, h), &q);
      hit->n = norm(v3(e0 - e1 - e2 + e3, -e0 - e1 + e2 + e3, -e0 + e1 - e2 + e3));
      const Part& pt = ps[ob.first + which];
      f3 l = p - pt.c;
      hit->lp = v3(dot(pt.rx, l), dot(pt.ry, l), dot(pt.rz, l));
      hit->ln = v3(dot(pt.rx, hit->n), dot(pt.ry, hit->n), dot(pt.rz, hit->n));
      hit->mat = pt.mat;
      return;
    }
    t += e * (ob.amp > 0 ? 0.7f : 0.9f);
  }
}
// The nearest hit before hit->t; a shadow ray stops at any.
HD void trace(const World& w, const Scene& s, f3 o, f3 d, Hit* hit, bool shadow) {
  float far = hit->t;
  if (s.ground == 1 && d.y < -1e-5f) {
    float t = -o.y / d.y;
    if (t > 1e-3f && t < hit->t) {
      hit->t = t;
      hit->n = hit->ln = v3(0, 1, 0);
      hit->lp = o + d * t;
      hit->mat = -1;
    }
  }
  for (int i = 0; i < s.nbox; i++) {
    const Box& b = w.boxes[s.box0 + i];
    f3 m = o - b.c;
    f3 lo = v3(b.cs * m.x - b.sn * m.z, m.y, b.sn * m.x + b.cs * m.z),
       ld = v3(b.cs * d.x - b.sn * d.z, d.y, b.sn * d.x + b.cs * d.z);
    f3 inv = v3(1 / (ld.x + (ld.x >= 0 ? 1e-9f : -1e-9f)), 1 / (ld.y + (ld.y >= 0 ? 1e-9f : -1e-9f)),
                1 / (ld.z + (ld.z >= 0 ? 1e-9f : -1e-9f)));
    f3 k = v3(fabsf(inv.x) * b.h.x, fabsf(inv.y) * b.h.y, fabsf(inv.z) * b.h.z), c = lo * inv * -1.0f;
    float t0 = maxf(c.x - k.x, maxf(c.y - k.y, c.z - k.z)), t1 = minf(c.x + k.x, minf(c.y + k.y, c.z + k.z));
    if (t0 > t1 || t1 < 1e-3f) continue;
    bool inside = t0 < 1e-3f;
    float t = inside ? t1 : t0;
    if (t >= hit->t) continue;
    hit->t = t;
    if (shadow) {
      if (hit->t < far) return;
      continue;
    }
    f3 p = lo + ld * t, a = v3(fabsf(p.x) / b.h.x, fabsf(p.y) / b.h.y, fabsf(p.z) / b.h.z), n = v3(0);
    if (a.x >= a.y && a.x >= a.z)
      n.x = p.x > 0 ? 1 : -1;
    else if (a.y >= a.z)
      n.y = p.y > 0 ? 1 : -1;
    else
      n.z = p.z > 0 ? 1 : -1;
    if (inside) n = n * -1.0f;
    hit->ln = n;
    hit->lp = p;
    hit->n = v3(b.cs * n.x + b.sn * n.z, n.y, -b.sn * n.x + b.cs * n.z);
    hit->mat = b.mat;
  }
  for (int i = 0; i < s.ncard; i++) {
    const Card& c = w.cards[s.card0 + i];
    f3 n = cross(c.u, c.v);
    float dn = dot(n, d);
    if (fabsf(dn) < 1e-5f) continue;
    float t = dot(n, c.c - o) / dn;
    if (t < 1e-3f || t >= hit->t) continue;
    f3 l = o + d * t - c.c;
    float u = dot(l, c.u) / c.lu, v = dot(l, c.v) / c.lv;
    if (fabsf(u) > 1 || fabsf(v) > 1 || hole(c, u, v)) continue;
    hit->t = t;
    if (shadow) return;
    hit->n = dn > 0 ? n * -1.0f : n;
    hit->lp = v3(u * c.lu, v * c.lv, 0);
    hit->ln = v3(0, 0, 1);
    hit->mat = c.mat;
  }
  for (int i = 0; i < s.nobj; i++) {
    const Obj& ob = w.objs[s.obj0 + i];
    float a, b;
    if (!ball(o, d, ob.c, ob.r, &a, &b) || a >= hit->t) continue;
    march(w, s, i, o, d, a, minf(b, hit->t), hit, shadow);
    if (shadow && hit->t < far) return;
  }
  if (s.ground == 2 && !(shadow && hit->t < far)) {
    float t = 0.05f, last = 0.05f;
    int steps = shadow ? 32 : 110;
    for (int i = 0; i < steps && t < hit->t; i++) {
      f3 p = o + d * t;
      float g = p.y - height(s, p.x, p.z, shadow ? 5 : 8);
      if (g < 0) {
        if (shadow) {
          hit->t = t;
          return;
        }
        for (int j = 0; j < 6; j++) {
          float m = .5f * (last + t);
          p = o + d * m;
          if (p.y < height(s, p.x, p.z, 8))
            t = m;
          else
            last = m;
        }
        p = o + d * t;
        float e = maxf(.01f, .002f * t);
        hit->t = t;
        hit->lp = p;
        hit->mat = -1;
        hit->n = hit->ln = norm(v3(height(s, p.x - e, p.z, 8) - height(s, p.x + e, p.z, 8), 2 * e,
                                   height(s, p.x, p.z - e, 8) - height(s, p.x, p.z + e, 8)));
        break;
      }
      if (d.y > 0 && p.y > s.amp) break;
      last = t;
      t += maxf(0.35f * g, 0.012f * t + 0.02f);
    }
  }
}

HD f3 radiance(const World& w, const Scene& s, f3 o, f3 d, float pixel, float* depth, uint32_t rnd) {
  f3 out = v3(0);
  float weight = 1;
  *depth = 1e9f;
  for (int bounce = 0; bounce < 2; bounce++) {
    Hit h;
    h.t = 1e6f;
    h.mat = -2;
    trace(w, s, o, d, &h, false);
    if (h.mat == -2) {
      out = out + sky(s, d) * weight;
      break;
    }
    f3 p = o + d * h.t;
    if (!bounce) *depth = h.t;
    float fw = pixel * h.t / maxf(.25f, fabsf(dot(h.n, d)));
    int mi = h.mat;
    if (mi == -1) {
      float q = s.gwidth > 0 ? fabsf(p.x + 0.15f * s.gwidth * (fbm(p * .5f, s.seed ^ 4u, 3, 0) - .5f)) - s.gwidth
                             : fbm(p * s.gmask, s.seed ^ 6u, 4, 0) - .5f + (s.ground == 2 ? .8f * (.75f - h.n.y) : 0);
      mi = q < 0 ? s.gm0 : s.gm1;
    }
    const Mat& m = w.mats[s.mat0 + mi];
    float glow = 0;
    f3 alb = albedo(w, m, h.lp, h.ln, fw, &glow), n = h.n;
    if (m.bump > 0) {
      float f = m.freq * 2.5f, fade = sat(1.4f - fw * f);
      if (fade > 0) {
        f3 q = h.lp * f * m.stretch;
        n = norm(n + (v3(vnoise(q, m.seed), vnoise(q, m.seed + 1), vnoise(q, m.seed + 2)) - v3(.5f)) * (m.bump * fade));
      }
    }
    if (dot(n, d) > 0) n = norm(n - d * (1.05f * dot(n, d)));
    f3 at = p + h.n * maxf(2e-3f, 1.5e-3f * h.t);
    float occ = 1;
    for (int i = 0; i < s.nobj; i++) {
      const Obj& ob = w.objs[s.obj0 + i];
      f3 l = ob.c - at;
      float dd = len(l), r = ob.r * .7f;
      if (dd > r && dd < 6 * r) occ *= 1 - .8f * sat(dot(n, l) / dd) * (r * r) / (dd * dd);
    }
    if (s.ground && h.mat >= 0) occ *= mixf(.55f, 1, sat((p.y - height(s, p.x, p.z, 3)) * 1.5f + .25f + .5f * n.y));
    f3 light = mix(s.bounce, s.ambient, .5f + .5f * n.y) * occ, half;
    f3 shine = v3(0);
    float nl = dot(n, s.sun);
    if (nl > 0 && s.sunc.x + s.sunc.y + s.sunc.z > .01f) {
      Hit sh;
      sh.t = 1e5f;
      trace(w, s, at, s.sun, &sh, true);
      if (sh.t > 9e4f) {
        light = light + s.sunc * nl;
        half = norm(s.sun - d);
        shine = shine + s.sunc * powf(maxf(dot(n, half), 0.f), m.gloss);
      }
    } else if (m.kind == LEAVES)
      light = light + s.sunc * (-.35f * nl);
    for (int i = 0; i < s.nlamp; i++) {
      f3 l = s.lamp[i].p - at;
      float dd = len(l);
      l = l * (1 / dd);
      float k = dot(n, l);
      if (k <= 0) continue;
      float far = dd;
      Hit sh;
      sh.t = far;
      trace(w, s, at, l, &sh, true);
      if (sh.t < far) continue;
      light = light + s.lamp[i].c * (k / (dd * dd + .05f));
      half = norm(l - d);
      shine = shine + s.lamp[i].c * (powf(maxf(dot(n, half), 0.f), m.gloss) / (dd * dd + .05f));
    }
    f3 col = alb * light + shine * m.spec + alb * glow;
    float fres = m.mirror > 0 ? m.mirror * (.15f + .85f * powf(1 - fabsf(dot(n, d)), 4)) : 0;
    float air = 1 - expf(-s.hazek * h.t);
    out = out + mix(col * (1 - fres), s.haze, air) * weight;
    weight *= fres * (1 - air);
    if (weight < .03f) break;
    o = at;
    d = norm(d - n * (2 * dot(d, n)));
  }
  return out;
}

HD void pixel(const World& w, const Scene* scenes, int b, int y, int x, int H, int W, int spp, float* out) {
  const Scene& s = scenes[b];
  float scale = 2.0f / maxf(float(H), float(W)) / s.focal;
  f3 sum = v3(0);
  float depth = 1e9f;
  for (int k = 0; k < spp; k++) {
    float jx = .5f, jy = .5f;
    if (k) {
      jx = h3(x, y, k, s.seed);
      jy = h3(x, y, k + 64, s.seed);
    }
    f3 d = norm(s.ahead + s.right * ((x + jx - .5f * W) * scale) - s.up * ((y + jy - .5f * H) * scale));
    float t;
    f3 c = radiance(w, s, s.eye, d, scale, &t, 0);
    sum = sum + v3(minf(c.x, 30), minf(c.y, 30), minf(c.z, 30));
    if (!k) depth = t * dot(d, s.ahead);
  }
  size_t plane = size_t(H) * W, at = size_t(b) * 4 * plane + size_t(y) * W + x;
  out[at] = sum.x / spp;
  out[at + plane] = sum.y / spp;
  out[at + 2 * plane] = sum.z / spp;
  out[at + 3 * plane] = depth > 9e5f ? 0.0f : 1.0f / depth;
}
