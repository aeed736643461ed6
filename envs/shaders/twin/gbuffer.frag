#version 450
// One pixel of the twins' frame: what SAPIEN's "minimal" pack computes for ambient and directional
// lights without shadows. Holdouts (twin_pack.py) only hide what is behind them.

layout(constant_id = 0) const int NUM_DIRECTIONAL_LIGHTS = 0;
layout(constant_id = 1) const int NUM_DIRECTIONAL_LIGHT_SHADOWS = 0;
layout(constant_id = 2) const int NUM_POINT_LIGHTS = 0;
layout(constant_id = 3) const int NUM_POINT_LIGHT_SHADOWS = 0;
layout(constant_id = 4) const int NUM_SPOT_LIGHTS = 0;
layout(constant_id = 5) const int NUM_SPOT_LIGHT_SHADOWS = 0;
layout(constant_id = 6) const int NUM_TEXTURED_LIGHT_SHADOWS = 0;

layout(set = 0, binding = 0) uniform CameraBuffer {
  mat4 viewMatrix;
  mat4 projectionMatrix;
  mat4 viewMatrixInverse;
  mat4 projectionMatrixInverse;
  float width;
  float height;
} cameraBuffer;

layout(set = 1, binding = 0) uniform ObjectTransformBuffer {
  mat4 modelMatrix;
} objectTransformBuffer;

layout(set = 1, binding = 1) uniform ObjectDataBuffer {
  uvec4 segmentation;
  float transparency;
  int shadeFlat;
} objectDataBuffer;

layout(set = 2, binding = 0) uniform MaterialBuffer {
  vec4 emission;
  vec4 baseColor;
  float fresnel;
  float roughness;
  float metallic;
  float transmission;
  float ior;
  float transmissionRoughness;
  int textureMask;
  int padding1;
  vec4 textureTransforms[6];
} materialBuffer;

layout(set = 2, binding = 1) uniform sampler2D colorTexture;
layout(set = 2, binding = 2) uniform sampler2D roughnessTexture;
layout(set = 2, binding = 3) uniform sampler2D normalTexture;
layout(set = 2, binding = 4) uniform sampler2D metallicTexture;
layout(set = 2, binding = 5) uniform sampler2D emissionTexture;
layout(set = 2, binding = 6) uniform sampler2D transmissionTexture;

struct PointLight {
  vec4 position;
  vec4 emission;
};

struct DirectionalLight {
  vec4 direction;
  vec4 emission;
};

struct SpotLight {
  vec4 position;
  vec4 direction;
  vec4 emission;
};

layout(set = 3, binding = 0) uniform SceneBuffer {
  vec4 ambientLight;
  PointLight pointLights[10];
  DirectionalLight directionalLights[3];
  SpotLight spotLights[10];
  SpotLight texturedLights[1];
} sceneBuffer;

layout(location = 0) in vec4 positionInCamera;
layout(location = 1) in vec2 textureUV;
layout(location = 2) in vec3 normalInCamera;

layout(location = 0) out vec4 outColorRaw;

const float PI = 3.141592653589793;
const int HAS_COLOR = 1, HAS_ROUGHNESS = 2, HAS_METALLIC = 8, HAS_EMISSION = 16;

vec4 sampled(sampler2D image, int slot) {
  vec4 placement = materialBuffer.textureTransforms[slot];
  return texture(image, textureUV * placement.zw + placement.xy);
}

bool has(int which) {
  return (materialBuffer.textureMask & which) != 0;
}

vec3 surfaceNormal() {
  if (objectDataBuffer.shadeFlat != 0) {
    return -normalize(cross(dFdx(positionInCamera).xyz, dFdy(positionInCamera).xyz));
  }
  return normalize(normalInCamera);
}

// Lambert and GGX with Schlick's Fresnel in its exponential form (B. Karis, Real Shading in Unreal
// Engine 4, 2013), clamped as in SAPIEN.
vec3 reflected(
    vec3 toLight, vec3 toCamera, vec3 normal, vec3 diffuse, vec3 fresnel, float roughness) {
  vec3 halfway = toLight + toCamera;
  halfway = dot(halfway, halfway) < 1e-6 ? vec3(0) : normalize(halfway);
  float nh = clamp(dot(normal, halfway), 1e-6, 1.0);
  float vh = clamp(dot(toCamera, halfway), 1e-6, 1.0);
  float nl = clamp(dot(normal, toLight), 0.0, 1.0);
  float nv = clamp(dot(normal, toCamera), 1e-6, 1.0);

  float alpha = roughness * roughness;
  float alpha2 = alpha * alpha;
  float k = (alpha + 2.0 * roughness + 1.0) / 8.0;
  vec3 schlick = fresnel + (1.0 - fresnel) * pow(2.0, (-5.55473 * vh - 6.98316) * vh);
  float spread = nh * nh * (alpha2 - 1.0) + 1.0;
  float shading = (nv * (1.0 - k) + k) * (nl * (1.0 - k) + k);
  float below = clamp(4.0 * PI * spread * spread * shading, 1e-6, 4.0 * PI);
  return nl * (diffuse / PI + schlick * alpha2 / below);
}

void main() {
  if (materialBuffer.transmission > 0.5) {
    outColorRaw = vec4(0);
    return;
  }
  vec4 albedo = has(HAS_COLOR) ? sampled(colorTexture, 0) : materialBuffer.baseColor;
  albedo.a *= 1.0 - objectDataBuffer.transparency;
  if (albedo.a == 0.0) {
    discard;
  }
  float roughness = has(HAS_ROUGHNESS) ? sampled(roughnessTexture, 1).r : materialBuffer.roughness;
  float metallic = has(HAS_METALLIC) ? sampled(metallicTexture, 3).r : materialBuffer.metallic;
  vec3 color = has(HAS_EMISSION) ? sampled(emissionTexture, 4).rgb : materialBuffer.emission.rgb;

  vec3 normal = surfaceNormal();
  vec3 toCamera = -normalize(positionInCamera.xyz / positionInCamera.w);
  vec3 diffuse = albedo.rgb * (1.0 - metallic);
  vec3 fresnel = materialBuffer.fresnel * 0.08 * (1.0 - metallic) + albedo.rgb * metallic;
  for (int i = 0; i < NUM_DIRECTIONAL_LIGHTS; ++i) {
    vec3 direction = mat3(cameraBuffer.viewMatrix) * sceneBuffer.directionalLights[i].direction.xyz;
    vec3 light = sceneBuffer.directionalLights[i].emission.rgb;
    color += light * reflected(-direction, toCamera, normal, diffuse, fresnel, roughness);
  }
  color += sceneBuffer.ambientLight.rgb * albedo.rgb;

  outColorRaw = vec4(clamp(pow(color, vec3(1.0 / 2.2)), vec3(0), vec3(1)), albedo.a);
}
