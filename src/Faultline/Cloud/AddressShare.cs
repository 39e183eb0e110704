using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Faultline.Kernel.Places;

namespace Faultline.Cloud;

/// <summary>
/// The share of the <see cref="AddressPlan"/> that this server gives addresses from. It is the one that the path of the
/// state folder draws, or the first after it that no other server of this machine holds; that one is written down in
/// the folder, so that the next start asks for it again.
/// </summary>
internal sealed class AddressShare : IDisposable
{
    private const string FileName = "addresses";

    private readonly Socket? claim;

    private AddressShare(int number, Socket? claim) => (Number, this.claim) = (number, claim);

    public int Number { get; }

    /// <summary>No other server of this machine has it.</summary>
    public bool IsHeld => claim is not null;

    public static AddressShare Of(string folder)
    {
        var file = Path.Combine(folder, FileName);
        var first = Written(file) ?? Drawn(folder);
        for (var step = 0; step < AddressPlan.Shares; step++)
        {
            var number = (first + step) % AddressPlan.Shares;
            if (Claim(number) is not { } claim)
            {
                continue;
            }

            if (step > 0)
            {
                PrivateFile.Write(file, Encoding.ASCII.GetBytes(string.Create(
                    CultureInfo.InvariantCulture, $"{number}\n")));
            }

            return new(number, claim);
        }

        // So many servers run here that some of them have to have the same.
        return new(first, null);
    }

    public void Dispose() => claim?.Dispose();

    /// <summary>
    /// Holds a share by the name of a socket that nobody listens at: the kernel gives each name once for all who have
    /// these loopback addresses in common, and takes it back however the server ends. Null where another one has it.
    /// </summary>
    private static Socket? Claim(int number)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null; // No instances run here, so nobody takes an address.
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint($"\0faultline/addresses/{number}"));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private static int? Written(string file) =>
        File.Exists(file)
        && int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var number)
        && number is >= 0 and < AddressPlan.Shares
            ? number
            : null;

    private static int Drawn(string folder) => SHA256.HashData(Encoding.UTF8.GetBytes(folder))[0] % AddressPlan.Shares;
}
