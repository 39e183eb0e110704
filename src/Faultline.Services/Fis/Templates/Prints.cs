using System.Security.Cryptography;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Fis.Templates;

/// <summary>What was asked under a client token: the same for two requests that say the same.</summary>
internal static class Prints
{
    public static string Of(IStructure request) => Convert.ToHexString(SHA256.HashData(Reshape.Bytes(request)));
}
