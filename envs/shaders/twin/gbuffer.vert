#version 450
// One vertex of the twins' frame: camera-space position and surface frame.

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

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec2 uv;
// Not used, but SAPIEN wants the same vertex in every pack.
layout(location = 3) in vec3 tangent;
layout(location = 4) in vec3 bitangent;

layout(location = 0) out vec4 positionInCamera;
layout(location = 1) out vec2 textureUV;
layout(location = 2) out vec3 normalInCamera;

void main() {
  // The same products in the same order as in SAPIEN's packs: surfaces that coincide are then hidden
  // and seen alike.
  mat4 modelToCamera = cameraBuffer.viewMatrix * objectTransformBuffer.modelMatrix;
  positionInCamera = modelToCamera * vec4(position, 1.0);
  gl_Position = cameraBuffer.projectionMatrix * positionInCamera;
  textureUV = uv;
  // Models are rigid or scaled alike along all axes, so that a normal needs no inverse transpose.
  normalInCamera = normalize(mat3(modelToCamera) * normal);
}
