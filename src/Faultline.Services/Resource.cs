using Faultline.Kernel.Places;

namespace Faultline.Services;

/// <summary>Something that a service has for somebody, and where it is: what a fault can hit.</summary>
public sealed record Resource(string Service, string Type, string Arn, string Name, string Account, Domain Place)
{
    /// <summary>Whether somebody who says this means it.</summary>
    public bool IsCalled(string text) => text == Name || text == Arn;
}

/// <summary>A service that can list what it has.</summary>
public interface IResources
{
    ValueTask<IReadOnlyCollection<Resource>> Resources();
}
