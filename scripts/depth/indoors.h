// Tables and rooms. Host only.
#pragma once
#include "light.h"

struct Indoors : Light {
  using Light::Light;

  void table() {
    float W = r.u(.5f, 1.2f);
    s.gm0 = s.gm1 = floorm();
    mats[s.gm0].freq *= r.lg(2, 8);
    f3 c = v3(0, 0, 0);
    bool edge = r.p(.4f);
    if (edge) {
      int m = s.gm0;
      s.gm0 = s.gm1 = floorm();
      box(v3(0, .74f, 0), v3(W, .02f, r.u(.3f, .6f)), 0, m);
      c.y = .76f;
      for (int i = 0; i < 4; i++) {
        f3 q = v3((i & 1 ? 1 : -1) * W * .9f, .37f, (i & 2 ? 1 : -1) * .3f);
        box(q, v3(.03f, .37f, .03f), 0, m);
      }
    }
    int n = r.n(1, 6), main = r.n(4);
    for (int i = 0; i < n; i++) {
      f3 p = c + (i ? v3(r.g() * .2f, 0, r.g() * .2f) : v3(r.g() * .02f, 0, r.g() * .02f));
      int k = i ? r.n(5) : main;
      if (k <= 1)
        cup(p, r.u(.035f, .065f));
      else if (k == 2) {
        int m = plain(tint(), 1);
        mats[m].mirror = .4f;
        float R = r.u(.025f, .045f), h = r.u(.06f, .12f);
        begin();
        part(CYLINDER, p + v3(0, h, 0), v3(R, h, R), m);
        part(CONE, p + v3(0, 2 * h + .02f, 0), v3(R, .03f, R * .35f), m, v3(0, 1, 0), .02f);
        part(CYLINDER, p + v3(0, 2 * h + .06f, 0), v3(R * .35f, .04f, R), m, v3(0, 1, 0), .01f);
        int lb = any(.05f);
        part(CYLINDER, p + v3(0, h, 0), v3(R * 1.01f, h * .5f, R), lb);
        end();
      } else if (k == 3) {
        begin();
        int m = any(.1f);
        for (int j = 0; j < r.n(1, 6); j++)
          part(ELLIPSOID, p + v3(r.g() * .04f, .03f, r.g() * .04f), v3(r.u(.025f, .045f)) * v3(1, r.u(.8f, 1.1f), 1),
               j & 1 ? m : any(.1f));
        end(.003f, 30);
      } else {
        float y = 0;
        for (int j = r.n(1, 5); j-- > 0;) {
          float h = r.u(.008f, .025f);
          box(p + v3(0, y + h, 0), v3(r.u(.07f, .13f), h, r.u(.05f, .1f)), r.u(0, 3), any(.15f));
          y += 2 * h;
        }
      }
    }
    for (int i = r.n(0, 3); i-- > 0;) thing(c + v3(r.g() * .3f, 0, r.g() * .3f - .2f), r.u(.05f, .15f), true);
    if (r.p(.5f)) {
      inside = true;
      card(v3(0, 1, -r.u(.7f, 3)), v3(1, 0, 0), v3(0, 1, 0), 6, 4, any(1));
    } else if (r.p(.5f))
      backdrop(r.u(2, 6), 4, v3(0, 1, 0));
    if (r.p(.5f)) {
      lamps(c + v3(0, .5f, 0), .8f, r.n(1, 2));
      s.sunc = s.sunc * .2f;
      s.ambient = v3(r.u(.08f, .4f));
      s.bounce = s.ambient * .5f;
    }
    if (r.p(.15f)) { person(v3(r.g() * .3f, c.y - .9f, -.7f), r.g() * .3f, 1.7f, true); }
    float d = r.lg(.28f, .9f), el = r.u(.12f, 1.25f), az = r.g() * .5f;
    look(c + v3(d * cosf(el) * sinf(az), d * sinf(el) + .05f, d * cosf(el) * cosf(az)),
         c + v3(r.g() * .05f, .05f + r.g() * .02f, r.g() * .05f), r.lg(25, 60));
  }
  void room() {
    inside = true;
    float w = r.u(1.6f, 4), d = r.u(2, 8), h = r.u(1.2f, 2);
    s.gm0 = s.gm1 = floorm();
    int wall = r.p(.6f) ? rough(vary(v3(r.lg(.15f, .8f)), .2f) * mix(v3(1), tint() + v3(.3f), .5f), 2) : any(1.5f),
        ceil = plain(v3(r.u(.3f, .8f)));
    mats[wall].bump = .1f;
    s.ground = 1;
    card(v3(0, h, -d), v3(1, 0, 0), v3(0, 1, 0), w, h, r.p(.6f) ? wall : any(1));
    card(v3(0, 2 * h, 0), v3(1, 0, 0), v3(0, 0, 1), w, d, ceil);
    for (int sd = -1; sd <= 1; sd += 2)
      if (sd < 0 || r.p(.8f)) card(v3(w * sd, h, 0), v3(0, 0, 1), v3(0, 1, 0), d, h, r.p(.8f) ? wall : any(1));
    card(v3(0, h, d), v3(1, 0, 0), v3(0, 1, 0), w, h, wall);
    if (r.p(.5f)) {
      int win = plain(v3(.8f, .9f, 1));
      mats[win].glow = r.lg(.5f, 5);
      float sd = r.p(.5f) ? 1 : -1;
      if (r.p(.5f))
        card(v3(w * sd * .99f, h * 1.1f, r.u(-.6f, .3f) * d), v3(0, 0, 1), v3(0, 1, 0), r.u(.4f, 1), h * .5f, win, BARS,
             1, .95f);
      else
        card(v3(r.u(-.6f, .6f) * w, h * 1.1f, -d * .99f), v3(1, 0, 0), v3(0, 1, 0), r.u(.3f, .9f), h * .5f, win, BARS,
             1, .95f);
    }
    for (int i = r.n(0, 4); i-- > 0;) {
      int a = mat(ATLAS, v3(.5f), v3(.5f), v3(0), r.lg(.8f, 2));
      float sd = r.p(.5f) ? 1 : -1;
      if (r.p(.5f))
        card(v3(r.u(-.8f, .8f) * w, h * r.u(.9f, 1.4f), -d * .985f), v3(1, 0, 0), v3(0, 1, 0), r.u(.2f, .7f),
             r.u(.2f, .6f), a);
      else
        card(v3(w * sd * .985f, h * r.u(.9f, 1.4f), r.u(-.8f, .3f) * d), v3(0, 0, 1), v3(0, 1, 0), r.u(.2f, .7f),
             r.u(.2f, .6f), a);
    }
    if (r.p(.5f)) {
      int m = floorm();
      float x = r.u(-.6f, .6f) * w, q = r.u(.4f, 1.2f), H = r.u(.6f, 1.2f);
      for (int i = 0; i < 4; i++) {
        box(v3(x, .1f + H * 2 * i / 4.f, -d + .25f), v3(q, .02f, .2f), 0, m);
        for (int j = r.n(2, 6); j-- > 0;) {
          float e = r.u(.05f, .2f);
          box(v3(x + r.u(-.9f, .9f) * q, .12f + H * 2 * i / 4.f + e, -d + .25f), v3(r.u(.05f, .2f), e, .12f),
              r.g() * .1f, r.p(.5f) ? any(.3f) : plain(tint()));
        }
      }
      for (int sd = -1; sd <= 1; sd += 2) box(v3(x + sd * q, H, -d + .25f), v3(.02f, H, .2f), 0, m);
    }
    for (int i = r.n(1, 6); i-- > 0;) {
      f3 p = v3(r.u(-.85f, .85f) * w, 0, r.u(-.9f, .3f) * d);
      int k = r.n(5), m = r.p(.5f) ? cloth() : floorm();
      float yaw = r.n(4) * 1.5708f + r.g() * .1f;
      mats[m].freq = r.lg(2, 20);
      if (k == 0) {
        float H = r.u(.35f, .5f), a = r.u(.3f, .9f), b = r.u(.3f, .6f);
        box(p + v3(0, 2 * H, 0), v3(a, .02f, b), yaw, m);
        begin();
        for (int j = 0; j < 4; j++) {
          float x = (j & 1 ? .9f : -.9f) * a, z = (j & 2 ? .9f : -.9f) * b, cs = cosf(yaw), sn = sinf(yaw);
          f3 q = p + v3(cs * x + sn * z, 0, -sn * x + cs * z);
          limb(q, q + v3(0, 2 * H, 0), .025f, .025f, m);
        }
        end();
        for (int j = r.n(0, 3); j-- > 0;) thing(p + v3(r.g() * .2f, 2 * H + .02f, r.g() * .15f), r.u(.08f, .2f), true);
      } else if (k == 1) {
        float L = r.u(.35f, 1);
        begin();
        f3 fz = v3(sinf(yaw), 0, cosf(yaw));
        Part& a = part(BOXP, p + v3(0, .22f, 0), v3(L, .2f, .38f), m, v3(0, 1, 0), .05f, yaw);
        a.e = .08f;
        Part& b = part(BOXP, p + v3(0, .5f, 0) - fz * .32f, v3(L, .32f, .1f), m, v3(0, 1, 0), .05f, yaw);
        b.e = .08f;
        end(.01f, 5);
      } else if (k == 2)
        box(p + v3(0, r.u(.3f, 1), 0), v3(r.u(.2f, .6f), r.u(.3f, 1), r.u(.2f, .4f)), yaw, r.p(.5f) ? m : any(.6f));
      else if (k == 3) {
        int bm = floorm();
        begin();
        limb(p, p + v3(0, .42f, 0), .03f, .03f, bm);
        Part& a = part(BOXP, p + v3(0, .45f, 0), v3(.22f, .03f, .22f), m, v3(0, 1, 0), 0, yaw);
        a.e = .02f;
        f3 fz = v3(sinf(yaw), 0, cosf(yaw));
        Part& b = part(BOXP, p + v3(0, .75f, 0) - fz * .2f, v3(.22f, .25f, .02f), m, v3(0, 1, 0), 0, yaw);
        b.e = .02f;
        end();
      } else
        thing(p, r.u(.15f, .5f), true);
    }
    for (int i = r.p(.35f) ? r.n(1, 3) : 0; i-- > 0;)
      person(v3(r.u(-.6f, .6f) * w, 0, r.u(-.8f, .2f) * d), r.g() * .8f, r.u(1.5f, 1.85f), true);
    if (r.p(.35f)) cycle(v3(r.g() * .4f * w, 0, r.u(-.5f, .1f) * d), r.u(0, 6.28f), r.u(1.6f, 2.2f));
    if (r.p(.15f)) beast(v3(r.g() * .4f * w, 0, r.u(-.5f, .1f) * d), r.u(0, 6.28f), r.u(.4f, .9f), true);
    lamps(v3(0, h, -.3f * d), maxf(w * .7f, 1.f), r.n(1, 3));
    for (int i = 0; i < s.nlamp; i++) s.lamp[i].p.y = minf(s.lamp[i].p.y, 1.9f * h);
    s.ambient = v3(r.u(.08f, .35f)) * mix(v3(1, .85f, .7f), v3(1), r.u());
    s.bounce = s.ambient * r.u(.4f, .8f);
    s.sunc = v3(0);
    s.hazek = 0;
    s.cover = 0;
    float y = r.u(.7f, 1.7f);
    look(v3(r.u(-.7f, .7f) * w, y, r.u(0, .9f) * d), v3(r.u(-.5f, .5f) * w, y - r.u(-.2f, .6f), -r.u(.3f, 1) * d),
         r.lg(35, 85));
  }
};
